/* Sliders at rest: what a page keeps (runs, address) it keeps once nothing has moved for a while. */
(() => {
  "use strict";
  const REST = 400;
  let timer = null;

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.settle = {
    /**
     * Clientside callback: the inputs' values go into the first output at once, and into the second once they rest.
     * @returns {Array} the values, and no_update: the second store is written later, by its id
     */
    after(...values) {
      const [, rested] = window.dash_clientside.callback_context.outputs_list;
      window.clearTimeout(timer);
      timer = window.setTimeout(() => window.portal.give(rested.id, {data: values}), REST);
      return [values, window.dash_clientside.no_update];
    },
  };
})();
