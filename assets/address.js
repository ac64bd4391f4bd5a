/* The address, written in the browser: an answer that was asked for earlier would write what it knew then. */
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

    /**
     * Clientside callback: what answers change (portal/ui/address.py) goes into the address as it is now. A value that
     * is there already stays as it is spelt: another spelling would be a step that Back can not leave.
     * @returns {string} the search
     */
    merge(_changes, search) {
      const to = new URLSearchParams(search || "");
      const said = window.dash_clientside.callback_context.triggered.flatMap(({value}) => Object.entries(value || {}));
      const news = said.filter(([name, value]) => to.get(name) !== value);
      if (news.length === 0) {
        return window.dash_clientside.no_update;
      }
      news.forEach(([name, value]) => (value === null ? to.delete(name) : to.set(name, value)));
      return to.size ? `?${to}` : "";
    },
  };
})();
