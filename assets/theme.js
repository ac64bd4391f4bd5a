/* Light, dark or as the system: one choice, resolved into ShellId.THEME for the figures. */
(() => {
  "use strict";
  const CHOICES = ["system", "light", "dark"];
  const SAID = {system: "Theme: as the system", light: "Theme: light", dark: "Theme: dark"};
  const ICON = {system: "bi-circle-half", light: "bi-sun", dark: "bi-moon-stars"};
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  let chosen = document.documentElement.getAttribute("data-theme-choice") || "system";

  /** @returns {"light"|"dark"} the theme that a choice means now */
  const resolved = (choice) => (choice === "system" ? (system.matches ? "dark" : "light") : choice);

  /** Put the theme on the document, where CSS and AG Grid look for it. */
  const apply = (choice) => {
    const theme = resolved(choice);
    const root = document.documentElement;
    // No colour fades from one theme into the other: midway nothing could be read.
    root.setAttribute("data-theme-changes", "");
    root.setAttribute("data-bs-theme", theme);
    root.setAttribute("data-theme-choice", choice);
    document.body.setAttribute("data-ag-theme-mode", theme);
    void window.getComputedStyle(document.body).color; // works out every style, without a transition
    root.removeAttribute("data-theme-changes");
    const button = document.getElementById("shell-theme-button");
    if (button) {
      button.setAttribute("aria-label", SAID[choice]);
      button.title = SAID[choice];
      button.querySelector(".bi").className = `bi ${ICON[choice]}`;
    }
    return theme;
  };

  system.addEventListener("change", () => {
    if (chosen === "system") {
      window.dash_clientside.set_props("shell-theme", {data: apply(chosen)});
    }
  });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.theme = {
    /**
     * Clientside callback: the button goes on to the next choice, the store brings back the last one.
     * @returns {[string, string]} resolved theme and choice
     */
    resolve(clicks, stored, shown) {
      const keep = window.dash_clientside.no_update;
      const by = (window.dash_clientside.callback_context.triggered[0] || {}).prop_id || "";
      if (by.startsWith("shell-theme-button") && clicks) {
        chosen = CHOICES[(CHOICES.indexOf(chosen) + 1) % CHOICES.length];
      } else if (CHOICES.includes(stored)) {
        chosen = stored;
      }
      const theme = apply(chosen);
      return [theme === shown ? keep : theme, chosen === stored ? keep : chosen];
    },
  };
})();
