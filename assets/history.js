/* Back and Forward after silent changes of the address.
 *
 * A page writes its state into the address through dcc.Location "shell-url" (refresh=false), and Dash's router,
 * which listens to "_pages_location", does not notice. When Back then leads to exactly the address that the router
 * rendered last, the router sees no change and the page would keep showing the newer state. Here the router is
 * told to render that address again.
 */
(() => {
  "use strict";
  const here = () => window.location.pathname + window.location.search;
  /** What the router rendered last. */
  let rendered = here();
  /** What the address said when this was last looked at. */
  let seen = here();

  /** Have the router render the present address once more. */
  const render = () => {
    rendered = here();
    const search = window.location.search;
    window.setTimeout(() => window.dash_clientside.set_props("_pages_location", {search}), 0);
  };

  const notice = () => { seen = here(); };

  const moved = () => {
    const now = here();
    // A jump to an anchor of the same page is no navigation.
    if (now === seen) {
      return;
    }
    const again = now === rendered;
    rendered = now;
    seen = now;
    if (again) {
      render();
    }
  };

  window.portal = window.portal || {};
  window.portal.render = render;
  window.addEventListener("popstate", moved);
  window.addEventListener("_dashprivate_pushstate", moved);
  // Silent pushes raise no event of their own.
  ["pushState", "replaceState"].forEach((name) => {
    const plain = window.history[name].bind(window.history);
    window.history[name] = (...given) => {
      plain(...given);
      // Links push first and raise their event right after, in the same turn: it must still find what was before.
      window.setTimeout(notice, 0);
    };
  });
})();
