/* Values that change quickly go to the server at most once an interval; the last one always arrives. */
(() => {
  "use strict";
  const INTERVAL = 60;
  const lines = new Map();

  /**
   * Put `value` into a store, now or when the interval since the last one has passed.
   * @param {string|object} store id of a dcc.Store
   * @param {*} value
   * @param {number} [interval] milliseconds
   */
  const push = (store, value, interval = INTERVAL) => {
    const key = typeof store === "string" ? store : JSON.stringify(store);
    const line = lines.get(key) || {last: 0, timer: null};
    lines.set(key, line);
    line.value = value;
    if (line.timer !== null) {
      return;
    }
    const send = () => {
      line.timer = null;
      line.last = performance.now();
      window.portal.give(store, {data: line.value});
    };
    const wait = line.last + interval - performance.now();
    if (wait <= 0) {
      send();
    } else {
      line.timer = window.setTimeout(send, wait);
    }
  };

  window.portal = window.portal || {};
  window.portal.throttle = push;
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.throttle = {
    push,
    /** Clientside callback: (value, store id as State(store, "id")) → the store, throttled; give it no Output. */
    follow(value, store) {
      if (value !== null && value !== undefined) {
        push(store, value);
      }
    },
  };
})();
