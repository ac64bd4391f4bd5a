/* Values that a timer brings to a component: nothing is given to one that has left with its page. */
(() => {
  "use strict";

  /** Whether the layout has a component of this id now; dash's own set_props throws where it has none. */
  const stands = (id) => (window.dash_stores || []).some((store) => {
    const {objs, strs} = store.getState().paths;
    if (typeof id === "string") {
      return Boolean(strs[id]);
    }
    const keys = Object.keys(id).sort();
    return (objs[keys.join(",")] || []).some(({values}) => keys.every((key, place) => values[place] === id[key]));
  });

  window.portal = window.portal || {};
  /**
   * Set properties of a component that may have gone meanwhile.
   * @param {string|object} id
   * @param {object} props
   */
  window.portal.give = (id, props) => {
    if (stands(id)) {
      window.dash_clientside.set_props(id, props);
    }
  };
})();
