/* Sliders at rest: what a page keeps (runs, address) it keeps once nothing has moved for a while. */
(() => {
  "use strict";
  const REST = 400;
  let timer = null;

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.settle = {
    /**
     * Clientside callback: the inputs' values go into the store that is its first output, once they rest.
     * @returns {*} no_update: the store is written later, by its id
     */
    after(...values) {
      const {outputs_list: output} = window.dash_clientside.callback_context;
      window.clearTimeout(timer);
      timer = window.setTimeout(() => window.dash_clientside.set_props(output.id, {data: values}), REST);
      return window.dash_clientside.no_update;
    },
  };
})();
