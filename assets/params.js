/* A parameter's row: slider, typed value, triangle and the store of the value stay in step. */
(() => {
  "use strict";
  const ECHO = 2000;
  /** Values that a row itself sent lately, by name: when the store echoes one of them, nothing is new. */
  const sent = new Map();
  const lately = (name) => (sent.get(name) || []).filter((one) => performance.now() - one.at < ECHO);
  const remember = (name, value) => sent.set(name, [...lately(name), {value, at: performance.now()}]);

  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
  const plain = (value) => String(Number(Number(value).toPrecision(12)));
  const words = (value) => Number(value).toLocaleString("en", {maximumFractionDigits: 9});

  /** @returns {string} a sentence when `value` is not allowed, else "" */
  const fault = (value, typed, limits) => {
    const range = `${words(limits.hard_low)} to ${words(limits.hard_high)}`;
    if (typed.trim() === "" || !Number.isFinite(value)) {
      return `“${typed.slice(0, 24)}” is no number. Choose ${range}.`;
    }
    if (value < limits.hard_low || value > limits.hard_high) {
      return `${limits.label} takes ${range}, not ${words(value)}.`;
    }
    if (limits.integer && !Number.isInteger(value)) {
      return `${limits.label} takes whole numbers, ${range}.`;
    }
    return "";
  };

  /** Radix keeps its thumb within the track, so the triangle does the same. */
  const place = (limits) => {
    if (limits.recommended === null || limits.high <= limits.low) {
      return {};
    }
    const share = clamp((limits.recommended - limits.low) / (limits.high - limits.low), 0, 1);
    return {left: `calc(${share * 100}% + ${8 - 16 * share}px)`};
  };

  /** Radix gives its thumb no name: take it from the row. */
  const name = () => {
    document.querySelectorAll(".dash-slider-thumb:not([aria-label])").forEach((thumb) => {
      const row = thumb.closest("[data-name]");
      if (row) {
        thumb.setAttribute("aria-label", row.dataset.name);
      }
    });
  };
  let waiting = false;
  new MutationObserver(() => {
    if (!waiting) {
      waiting = true;
      window.requestAnimationFrame(() => { waiting = false; name(); });
    }
  }).observe(document.documentElement, {childList: true, subtree: true});

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.params = {
    /**
     * Clientside callback of a row (portal/ui/components/params.py); the store is written through the throttle.
     * @returns {Array} slider value, min, max, step; typed value, invalid; fault, its absence; triangle style, hidden, title
     */
    sync(dragged, typed, clicks, value, limits, store) {
      const keep = window.dash_clientside.no_update;
      const by = window.dash_clientside.callback_context.triggered.map((one) => one.prop_id);
      const from = (kind, prop) => by.some((id) => id.includes(`"type":"${kind}"`) && id.endsWith(`}.${prop}`));
      const out = {slider: keep, low: keep, high: keep, step: keep, typed: keep, invalid: keep, fault: keep, fine: keep,
        style: keep, hidden: keep, title: keep};
      const send = (next, interval) => {
        remember(store.name, next);
        if (next !== value || interval === undefined) {
          window.portal.throttle(store, next, interval);
        }
      };
      const settle = (next) => {
        Object.assign(out, {slider: clamp(next, limits.low, limits.high), typed: plain(next), invalid: false, fault: "", fine: true});
      };

      if (from("param-limits", "data")) {
        const advice = limits.recommended === null ? "" : `Use the recommended value, ${plain(limits.recommended)}`;
        Object.assign(out, {low: limits.low, high: limits.high, step: limits.step,
          style: place(limits), hidden: limits.recommended === null, title: advice});
        settle(value);
      }
      if (from("param-rec", "n_clicks") && limits.recommended !== null) {
        settle(limits.recommended);
        send(limits.recommended, 0);
      } else if (from("param-typed", "value")) {
        const next = Number(String(typed).trim().replace(/[,\s](?=\d{3}\b)/g, "").replace(",", ".").replace("−", "-"));
        const wrong = fault(next, String(typed ?? ""), limits);
        if (wrong) {
          Object.assign(out, {invalid: true, fault: wrong, fine: false});
        } else if (next !== value) {
          settle(next);
          send(next, 0);
        } else {
          Object.assign(out, {typed: plain(next), invalid: false, fault: "", fine: true});
        }
      } else if (from("param-slider", "drag_value")) {
        // A slider that was moved from outside reports that move as a drag: nothing new.
        const last = lately(store.name).at(-1);
        const echo = dragged === clamp(last ? last.value : value, limits.low, limits.high);
        if (!echo && Number.isFinite(dragged)) {
          Object.assign(out, {typed: plain(dragged), invalid: false, fault: "", fine: true});
          send(dragged);
        }
      } else if (from("param", "data") && !lately(store.name).some((one) => one.value === value)) {
        settle(value);
      }
      return [out.slider, out.low, out.high, out.step, out.typed, out.invalid, out.fault, out.fine, out.style, out.hidden, out.title];
    },
  };
})();
