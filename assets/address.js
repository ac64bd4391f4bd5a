/* The address of Compare, written in the browser: an answer that was asked for earlier would write what it knew then. */
(() => {
  "use strict";
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.address = {
    /**
     * Clientside callback: the runs that are shown and the current one go into the address as it is now.
     * @returns {string} the search
     */
    runs(shown, current, place, search) {
      const to = new URLSearchParams(search || "");
      to.set("dataset", place.dataset);
      Object.entries({run: current, ...shown}).forEach(([name, id]) => (id ? to.set(name, id) : to.delete(name)));
      const written = `?${to}`;
      return written === search ? window.dash_clientside.no_update : written;
    },
  };
})();
