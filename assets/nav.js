/* Links of rail and tab bar keep dataset and run; the place one is at is marked; a new page is announced. */
(() => {
  "use strict";
  const SHARED = ["dataset", "run", "segmentation"];
  /** Pages that have no link of their own, and the place they belong to. */
  const BELONGS = {"/build": "/data", "/combine": "/data", "/connect": "/data"};
  let at = null;

  /** @returns {string} the part of a query that every page shares */
  const kept = (search) => {
    const from = new URLSearchParams(search || "");
    const to = new URLSearchParams();
    SHARED.forEach((name) => from.get(name) && to.set(name, from.get(name)));
    return to.size ? `?${to}` : "";
  };

  const mark = () => {
    const path = window.location.pathname.replace(/(.)\/$/, "$1");
    const here = BELONGS[path] || path;
    document.querySelectorAll(".rail-link, .tabbar a").forEach((link) => {
      if (new URL(link.href, window.location.href).pathname === here) {
        link.setAttribute("aria-current", "page");
      } else {
        link.removeAttribute("aria-current");
      }
    });
  };

  /** Say the new page's heading once it is there, and start reading from it. */
  const arrive = () => {
    const before = document.querySelector("main h1");
    const started = Date.now();
    const look = () => {
      const head = document.querySelector("main h1");
      if (head && head !== before) {
        head.setAttribute("tabindex", "-1");
        head.focus({preventScroll: true});
      } else if (Date.now() - started < 4000) {
        window.setTimeout(look, 100);
      }
    };
    look();
  };

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.nav = {
    /** Clientside callback: hrefs of all links of the shell. */
    follow(pathname, search, ids) {
      document.querySelectorAll("details.menu[open]").forEach((menu) => menu.removeAttribute("open"));
      window.requestAnimationFrame(() => window.requestAnimationFrame(mark));
      if (at !== null && at !== pathname) {
        arrive();
      }
      at = pathname;
      const query = kept(search);
      return ids.map((id) => id.path + query);
    },
  };
})();
