/* A page that waited for its numbers shows itself again when they have arrived (portal/ui/waiting.py). */
(() => {
  "use strict";
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.waiting = {
    /** Clientside callback of ShellId.JOB_DONE: the router renders the same address once more. */
    again(done, wanted) {
      const keys = wanted.filter(Boolean).map((one) => one.key);
      const arrived = ((done || {}).news || []).some((job) => job.status === "done" && keys.includes(job.key));
      if (arrived) {
        window.portal.render();
      }
    },
  };
})();
