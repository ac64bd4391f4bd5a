/* Share: the address is the link. */
(() => {
  "use strict";
  const copied = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // No clipboard on plain http: an invisible field does it.
      const field = document.createElement("textarea");
      field.value = text;
      field.style.position = "fixed";
      field.style.opacity = "0";
      document.body.append(field);
      field.select();
      const done = document.execCommand("copy");
      field.remove();
      return done;
    }
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest('[data-act="share"]');
    if (!button) {
      return;
    }
    const done = await copied(window.location.href);
    button.focus();
    window.portal.toast(
      done ? "Link copied. Whoever opens it sees exactly this." : `Copy this link: ${window.location.href}`,
    );
  });
})();
