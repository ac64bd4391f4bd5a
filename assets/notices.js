/* Fewer notices of the store's small changes.
 *
 * Dash's renderer reports every component that it mounts and every step of a callback by an action of its own, and each
 * action asks every component on the page whether it has changed: a page of 1,500 components was asked three million
 * times, which took seconds. Components do not read the queue of callbacks, so they do not hear of it; what only counts
 * mounted components, places or loading parts is told once, when the current task is over.
 */
(() => {
  "use strict";

  /** Read by the renderer itself, which listens for itself, and by no component. */
  const UNHEARD = ["callbacks", "callbackJobs"];
  const SOON = ["layoutHashes", "paths", "loading", "isLoading"];

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
        const now = store.getState();
        const news = Object.keys(now).filter((part) => now[part] !== told[part] && !UNHEARD.includes(part));
        if (news.some((part) => !SOON.includes(part))) {
          tell();
        } else if (news.length > 0 && !due) {
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
