/* The map of customers is recoloured here: the server sends labels (one or two bytes a row), never coordinates again. */
(() => {
  "use strict";
  const MOST_LABEL_ROWS = 4000;
  /** Decoded coordinates, by the store's object: it stays the same between two cuts. */
  const decoded = new WeakMap();

  const bytes = (text) => {
    const raw = window.atob(text);
    const out = new Uint8Array(raw.length);
    for (let i = 0; i < raw.length; i += 1) {
      out[i] = raw.charCodeAt(i);
    }
    return out;
  };

  /** @returns {{x: Float32Array, y: Float32Array}} */
  const coordinates = (points) => {
    let found = decoded.get(points);
    if (!found) {
      found = {x: new Float32Array(bytes(points.x).buffer), y: new Float32Array(bytes(points.y).buffer)};
      decoded.set(points, found);
    }
    return found;
  };

  /** @returns {Int8Array|Int16Array} */
  const read = (labels) => {
    const raw = bytes(labels.labels).buffer;
    return labels.dtype === "int16" ? new Int16Array(raw) : new Int8Array(raw);
  };

  /**
   * Coordinates of each label, in two passes: count, then place. Rows with a label that no trace has are left out.
   * @returns {Map<number, {x: Float32Array, y: Float32Array}>}
   */
  const split = (x, y, labels, wanted) => {
    const OFFSET = 2;
    let top = 0;
    wanted.forEach((label) => { top = Math.max(top, label); });
    const counts = new Int32Array(top + OFFSET + 1);
    const n = Math.min(labels.length, x.length, y.length);
    for (let i = 0; i < n; i += 1) {
      const label = labels[i];
      if (label >= -1 && label <= top) {
        counts[label + OFFSET] += 1;
      }
    }
    const groups = new Map();
    const xs = new Array(top + OFFSET + 1);
    const ys = new Array(top + OFFSET + 1);
    wanted.forEach((label) => {
      const place = label + OFFSET;
      xs[place] = new Float32Array(counts[place]);
      ys[place] = new Float32Array(counts[place]);
      groups.set(label, {x: xs[place], y: ys[place]});
    });
    const next = new Int32Array(top + OFFSET + 1);
    for (let i = 0; i < n; i += 1) {
      const place = labels[i] + OFFSET;
      if (place > 0 && place <= top + OFFSET && xs[place]) {
        const at = next[place];
        xs[place][at] = x[i];
        ys[place][at] = y[i];
        next[place] = at + 1;
      }
    }
    return groups;
  };

  /** A quantile of at most MOST_LABEL_ROWS values, evenly picked. */
  const sample = (values) => {
    const step = Math.max(1, Math.floor(values.length / MOST_LABEL_ROWS));
    const out = new Float32Array(Math.ceil(values.length / step));
    for (let i = 0, j = 0; i < values.length; i += step, j += 1) {
      out[j] = values[i];
    }
    return out.filter(Number.isFinite).sort();
  };
  const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];

  const LINE = 18;
  const CHARACTER = 7.2;

  /** How much of `box` the taken boxes cover; boxes are [left, right, bottom, top] in px. */
  const covered = (box, taken) => taken.reduce((sum, other) => sum
    + Math.max(0, Math.min(box[1], other[1]) - Math.max(box[0], other[0]))
    * Math.max(0, Math.min(box[3], other[3]) - Math.max(box[2], other[2])), 0);

  /** A name stands over its group, or below it or in it where over it another name stands; always within the picture. */
  const placed = (annotations, groups, ranges, width, height) => {
    const scale = [width / (ranges.x[1] - ranges.x[0]), Math.max(height - 42, 60) / (ranges.y[1] - ranges.y[0])];
    const top = (ranges.y[1] - ranges.y[0]) * scale[1];
    const taken = [];
    const size = (annotation) => {
      const match = /^segment-(\d+)$/.exec(annotation.name || "");
      const group = match && groups.get(Number(match[1]));
      return group ? group.x.length : 0;
    };
    const places = new Map();
    [...annotations].sort((a, b) => size(b) - size(a)).forEach((annotation) => {
      if (size(annotation) === 0) {
        return;
      }
      const group = groups.get(Number(annotation.name.slice(8)));
      const ys = sample(group.y);
      const half = Math.min((annotation.text.length * CHARACTER) / 2, width / 2);
      const px = Math.min(Math.max((quantile(sample(group.x), 0.5) - ranges.x[0]) * scale[0], half), width - half);
      const up = (y) => (y - ranges.y[0]) * scale[1];
      const over = Math.min(up(quantile(ys, 0.97)), top - LINE);
      const below = Math.max(up(quantile(ys, 0.03)), LINE);
      const middle = up(quantile(ys, 0.5));
      const [best] = [
        {yanchor: "bottom", at: over, bottom: over, habit: 0},
        {yanchor: "top", at: below, bottom: below - LINE, habit: 1},
        {yanchor: "middle", at: middle, bottom: middle - LINE / 2, habit: 40},
      ].map((place) => {
        const box = [px - half, px + half, place.bottom, place.bottom + LINE];
        return {...place, box, cost: covered(box, taken) + place.habit};
      }).sort((a, b) => a.cost - b.cost);
      taken.push(best.box);
      places.set(annotation, {x: ranges.x[0] + px / scale[0], y: ranges.y[0] + best.at / scale[1], yanchor: best.yanchor});
    });
    return annotations.map((annotation) => {
      if (!/^segment-\d+$/.test(annotation.name || "")) {
        return annotation;
      }
      return places.has(annotation) ? {...annotation, visible: true, ...places.get(annotation)} : {...annotation, visible: false};
    });
  };

  /** Id of the graph that the callback draws. */
  const outputId = () => {
    const output = window.dash_clientside.callback_context.outputs_list;
    const id = output && output.id;
    return id && typeof id === "object" ? JSON.stringify(id, Object.keys(id).sort()) : String(id);
  };

  /** Width of that graph, in px. */
  const widthOf = () => (document.getElementById(outputId()) || {}).clientWidth || 520;

  /** Ranges that maps of these points were given, by the points and the graph's id. */
  const given = new WeakMap();

  /**
   * The layout on the part of the map that is looked at. Plotly's uirevision would do this, but the graph
   * draws itself again after each zoom, and plotly then forgets what was the reader's and what the page's.
   */
  const kept = (layout, points) => {
    const id = outputId();
    const graph = document.getElementById(id);
    const [across, up] = [layout.xaxis || {}, layout.yaxis || {}];
    if (!across.range || !up.range) {
      return layout;
    }
    const now = JSON.stringify([across.range, up.range, layout.uirevision]);
    const known = given.get(points) || new Map();
    const full = known.get(id) === now ? graph?.querySelector(".js-plotly-plot")?._fullLayout : null;
    given.set(points, known.set(id, now));
    const seen = full && full.xaxis ? full : {xaxis: across, yaxis: up, dragmode: layout.dragmode};
    // Objects of its own: plotly writes into what it is given.
    return {...layout, dragmode: seen.dragmode, xaxis: {...across, range: [...seen.xaxis.range]},
      yaxis: {...up, range: [...seen.yaxis.range]}};
  };

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.segments = {
    /**
     * Clientside callback: the figure of a map.
     * @param {{labels: string, dtype: "int8"|"int16"}} labels base64, one per row
     * @param {{data: Array, layout: object}} frame figure of portal.figures.segment_map without points
     * @param {object|null} image entry of layout.images: everybody, where there are too many for dots
     * @param {{x: string, y: string}} points base64 float32
     */
    paint(labels, frame, image, points) {
      if (!frame) {
        return window.dash_clientside.no_update;
      }
      if (!labels || !points) {
        return window.dash_clientside.no_update;
      }
      const {x, y} = coordinates(points);
      const wanted = frame.data.map((trace) => (trace.meta ? trace.meta.segment : null));
      const groups = split(x, y, read(labels), wanted.filter((label) => label !== null && label >= -1));
      const data = frame.data.map((trace, place) => {
        const group = groups.get(wanted[place]);
        return group ? {...trace, x: group.x, y: group.y} : trace;
      });
      const layout = kept({...frame.layout, ...(image ? {images: [image]} : {})}, points);
      if (layout.annotations) {
        const whole = [frame.layout.xaxis || {}, frame.layout.yaxis || {}];
        const ranges = {x: whole[0].range || ends(x), y: whole[1].range || ends(y)};
        layout.annotations = placed(layout.annotations, groups, ranges, widthOf(), layout.height || 360);
      }
      return {data, layout};
    },

    /**
     * Clientside callback without output: what is looked at and what was drawn go into their stores, at most so often.
     * @param {object} relayout what plotly reports
     */
    look(relayout, map, view, place, drawn) {
      const keys = Object.keys(relayout || {});
      if (drawn && keys.some((key) => key.startsWith("selections"))) {
        window.portal.throttle(drawn, relayout, 0);
      }
      if (place && place.raster && keys.some((key) => /^[xy]axis/.test(key))) {
        const plot = document.getElementById(map)?.querySelector(".js-plotly-plot");
        if (plot && plot._fullLayout.xaxis) {
          const seen = [...plot._fullLayout.xaxis.range, ...plot._fullLayout.yaxis.range];
          const all = place.extent && seen.every((edge, i) => Math.abs(edge - place.extent[i]) < 1e-6 * Math.abs(place.extent[1] - place.extent[0]));
          window.portal.throttle(view, all ? null : seen, ZOOM_PAUSE);
        }
      }
    },
  };

  const ZOOM_PAUSE = 150;
  const ends = (values) => {
    let low = Infinity;
    let high = -Infinity;
    for (let i = 0; i < values.length; i += 1) {
      low = values[i] < low ? values[i] : low;
      high = values[i] > high ? values[i] : high;
    }
    return [low, high];
  };
})();
