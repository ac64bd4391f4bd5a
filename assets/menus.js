/* Menus are <details>: a click beside one or Escape closes it, and Escape gives the focus back. */
(() => {
  "use strict";
  const open = () => [...document.querySelectorAll("details.menu[open]")];

  document.addEventListener("click", (event) => {
    open().forEach((menu) => {
      if (!menu.contains(event.target) || event.target.closest("a.menu-item")) {
        menu.removeAttribute("open");
      }
    });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") {
      return;
    }
    open().forEach((menu) => {
      menu.removeAttribute("open");
      menu.querySelector("summary").focus();
    });
  });

  // A folded picker says what is chosen in it.
  document.addEventListener("change", (event) => {
    const picker = event.target.closest("details.picker");
    if (!picker) {
      return;
    }
    const chosen = [...picker.querySelectorAll("input:checked")].map((tick) =>
      tick.closest(".form-check").querySelector(".check-name").textContent,
    );
    const said = chosen.length === 0 ? picker.dataset.none : chosen.length === 1 ? chosen[0] : `${chosen.length} columns`;
    picker.querySelector(".picker-said").textContent = said;
    picker.querySelector("summary").setAttribute("aria-label", `${picker.dataset.label}: ${said}`);
  });

  // Seconds that pass while long work runs, between two words of the server.
  window.setInterval(() => {
    document.querySelectorAll("[data-elapsed]").forEach((clock) => {
      if (clock.dataset.said !== clock.dataset.elapsed) {
        clock.dataset.said = clock.dataset.elapsed;
        clock.dataset.since = String(performance.now());
      }
      const seconds = Number(clock.dataset.elapsed) + (performance.now() - Number(clock.dataset.since)) / 1000;
      clock.textContent = `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
    });
  }, 500);
})();
