/* Toasts in live regions of their own: polite ones leave by themselves, errors stay until they are closed. */
(() => {
  "use strict";
  const STAY = 6000;
  const MOST = 3;

  const region = (kind) => {
    const id = `toasts-${kind}`;
    let found = document.getElementById(id);
    if (!found) {
      let frame = document.querySelector(".toasts");
      if (!frame) {
        frame = document.createElement("div");
        frame.className = "toasts";
        document.body.append(frame);
      }
      found = document.createElement("div");
      found.id = id;
      found.setAttribute("role", kind === "error" ? "alert" : "status");
      frame.append(found);
    }
    return found;
  };

  /**
   * Show a message.
   * @param {string} message
   * @param {"info"|"error"} [kind]
   */
  const toast = (message, kind = "info") => {
    const place = region(kind);
    const card = document.createElement("div");
    card.className = `toast-card toast-${kind}`;
    const said = document.createElement("p");
    said.textContent = message;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "btn btn-quiet btn-icon btn-small";
    close.setAttribute("aria-label", "Close message");
    close.innerHTML = '<i class="bi bi-x-lg" aria-hidden="true"></i>';
    close.addEventListener("click", () => card.remove());
    card.append(said, close);
    while (place.children.length >= MOST) {
      place.firstChild.remove();
    }
    place.append(card);
    if (kind !== "error") {
      let timer = window.setTimeout(() => card.remove(), STAY);
      card.addEventListener("mouseenter", () => window.clearTimeout(timer));
      card.addEventListener("mouseleave", () => { timer = window.setTimeout(() => card.remove(), STAY / 2); });
    }
  };

  // Live regions must be there before they speak.
  document.addEventListener("DOMContentLoaded", () => { region("info"); region("error"); });
  window.portal = window.portal || {};
  window.portal.toast = toast;
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.toast = {
    /** Clientside callback of ShellId.TOAST. */
    show(data) {
      if (data && data.message) {
        toast(data.message, data.kind);
      }
    },
  };
})();
