/* Charts are drawn when they come near the screen, and only in their latest state.
 *
 * A page asks for all of its charts at once, and every slider for all of them again. What nobody looks at would take the
 * time of what somebody does, so a chart below the fold keeps its newest figure and is drawn when it is scrolled to,
 * printed, taken away as a table or picture, or, for the first time, while nobody does anything.
 */
(() => {
  "use strict";

  const AHEAD = "400px";
  const QUIET = 600;
  const graphs = new Map();

  /** Events that Dash listens for before there is a drawing that could send them. */
  const listen = (graph, state) => {
    graph.on = (...listener) => state.listeners.push(listener);
  };

  const wrap = (plotly) => {
    const react = plotly.react;

    const draw = (graph, state) => {
      const figure = state.waiting;
      state.waiting = null;
      const drawn = react(graph, ...figure);
      state.drawn = true;
      state.listeners.splice(0).forEach((listener) => graph.on(...listener));
      return drawn;
    };

    const near = new IntersectionObserver((seen) => seen.forEach(({target, isIntersecting}) => {
      const state = graphs.get(target);
      if (!state) {
        return;
      }
      state.near = isIntersecting;
      if (!target.isConnected) {
        forget(target);
      } else if (isIntersecting && due(state)) {
        draw(target, state);
      }
    }), {rootMargin: AHEAD});

    const forget = (graph) => {
      near.unobserve(graph);
      graphs.delete(graph);
    };

    // A picture that is not there yet has no traces: nothing is drawn for it.
    const due = (state) => state.waiting && (state.drawn || (state.waiting[0].data || []).length > 0);

    // One at a time, while the browser has nothing else to do, and not soon after somebody did something.
    const idle = window.requestIdleCallback || ((work) => window.setTimeout(work, 50));
    let pause;
    const wait = () => {
      window.clearTimeout(pause);
      pause = window.setTimeout(() => idle(ahead), QUIET);
    };
    const ahead = () => {
      const [graph, state] = [...graphs].find(([one, its]) => !its.drawn && due(its) && one.isConnected
        && one.clientWidth && one.checkVisibility()) || [];
      if (graph && !document.hidden) {
        draw(graph, state);
        idle(ahead);
      }
    };
    ["pointerdown", "pointermove", "keydown", "wheel", "touchmove", "visibilitychange"].forEach((act) =>
      window.addEventListener(act, wait, {capture: true, passive: true}));

    plotly.react = (graph, ...figure) => {
      let state = graphs.get(graph);
      if (!state) {
        // A chart that left before it came near is not reported as gone.
        graphs.forEach((_, other) => other.isConnected || forget(other));
        state = {near: false, drawn: Boolean(graph._fullLayout), waiting: null, listeners: []};
        graphs.set(graph, state);
        if (!state.drawn) {
          listen(graph, state);
        }
        near.observe(graph);
      }
      state.waiting = figure;
      wait();
      return state.near && due(state) ? draw(graph, state) : Promise.resolve(graph);
    };

    window.portal.draw = (part) => graphs.forEach((state, graph) => {
      if (part.contains(graph) && state.waiting) {
        draw(graph, state);
      }
    });
    return plotly;
  };

  window.portal = window.portal || {};
  /**
   * Draw now what waits in a part of the page.
   * @param {Node} _part
   */
  window.portal.draw = (_part) => {};
  window.addEventListener("beforeprint", () => window.portal.draw(document));

  // The library comes when the first chart does.
  let library;
  Object.defineProperty(window, "Plotly", {
    configurable: true,
    enumerable: true,
    get: () => library,
    set: (plotly) => {
      library = plotly && plotly.react ? wrap(plotly) : plotly;
    },
  });
})();
