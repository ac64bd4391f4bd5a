/* One notice for many small changes of the store.
 *
 * Dash's renderer reports every component that it mounts by an action of its own, and each action asks every
 * component on the page whether it has changed: a page of 1,500 components was asked three million times, which
 * took seconds. What changes nothing but these counters is told once, when the current task is over.
 */
(() => {
  "use strict";

  const counted = (before, now) => Object.keys(now).every((part) => part === "layoutHashes" || now[part] === before[part]);

  const gather = (store) => {
    const subscribe = store.subscribe.bind(store);
    store.subscribe = (listener) => {
      let told = store.getState();
      let due = false;
      const tell = () => {
        due = false;
        told = store.getState();
        listener();
      };
      const leave = subscribe(() => {
        if (!counted(told, store.getState())) {
          tell();
        } else if (!due) {
          due = true;
          window.queueMicrotask(() => due && tell());
        }
      });
      return () => {
        due = false;
        leave();
      };
    };
    return store;
  };

  const stores = (window.dash_stores = window.dash_stores || []);
  const push = stores.push.bind(stores);
  stores.push = (...made) => push(...made.map(gather));
})();
