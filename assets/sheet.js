/* "Table" of a chart card: its own, or the numbers that the graph was drawn from. */
(() => {
  "use strict";
  const MOST = 500;
  const {text, save, lines} = window.portal.csv;
  const shown = (value) => {
    if (value === null || value === undefined || Number.isNaN(value)) {
      return "–";
    }
    return typeof value === "number"
      ? value.toLocaleString("en", {maximumSignificantDigits: 6}).replace("-", "−")
      : text(value);
  };
  // An axis that nobody has titled bears an invitation to do so.
  const titled = (axis, other) => {
    const title = text(axis && axis.title && axis.title.text);
    return title && !title.startsWith("Click to enter") ? title : other;
  };
  const size = (trace) => (trace.x || trace.y || []).length || (trace.y || []).length;

  /** @returns {{heads: string[], rows: Array, total: number}} the numbers behind a graph, `most` rows of them */
  const numbers = (graph, most = MOST) => {
    const traces = graph._fullData.filter((trace) => trace.visible !== false && trace.visible !== "legendonly");
    const layout = graph._fullLayout;
    const heat = traces.find((trace) => trace.type === "heatmap");
    if (heat) {
      const across = [...(heat.x || heat.z[0].map((_, place) => place + 1))];
      const rows = heat.z.map((row, place) => [heat.y ? heat.y[place] : place + 1, ...row]);
      return {heads: ["", ...across], rows, total: rows.length};
    }
    const flow = traces.find((trace) => trace.type === "sankey");
    if (flow) {
      const name = (place) => flow.node.label[place];
      const rows = [...flow.link.value].map((value, place) => [name(flow.link.source[place]), name(flow.link.target[place]), value]);
      return {heads: ["From", "To", "Customers"], rows, total: rows.length};
    }
    // Outlines of drawn shapes are no numbers that anybody could read.
    const drawn = traces.filter((trace) => size(trace) > 0 && trace.hoverinfo !== "skip" && trace.fill !== "toself");
    const deep = drawn.some((trace) => trace.z && trace.type.startsWith("scatter3d"));
    const many = drawn.length > 1;
    const scene = layout.scene || {};
    const axes = deep ? scene : layout;
    const heads = [...(many ? ["Series"] : []), titled(axes.xaxis, "Across"), titled(axes.yaxis, "Up"), ...(deep ? [titled(scene.zaxis, "Deep")] : [])];
    const rows = [];
    let total = 0;
    drawn.forEach((trace) => {
      const length = size(trace);
      total += length;
      for (let place = 0; place < length && rows.length < most; place += 1) {
        if (trace.x && trace.y && trace.x[place] === null && trace.y[place] === null) {
          continue;
        }
        rows.push([
          ...(many ? [trace.name] : []),
          trace.x ? trace.x[place] : place,
          trace.y ? trace.y[place] : place,
          ...(deep ? [trace.z[place]] : []),
        ]);
      }
    });
    return {heads, rows, total};
  };

  const drawnTable = ({heads, rows}) => {
    const table = document.createElement("table");
    table.className = "tbl";
    const first = table.createTHead().insertRow();
    const isNumber = heads.map((_, place) => rows.some((row) => typeof row[place] === "number"));
    heads.forEach((head, place) => {
      const cell = document.createElement("th");
      cell.scope = "col";
      cell.className = isNumber[place] ? "n" : "";
      cell.textContent = text(head);
      first.append(cell);
    });
    const body = table.createTBody();
    rows.forEach((row) => {
      const line = body.insertRow();
      row.forEach((value, place) => {
        const cell = line.insertCell();
        cell.className = isNumber[place] ? "n" : "";
        cell.textContent = shown(value);
      });
    });
    return table;
  };

  const sheet = () => {
    let dialog = document.getElementById("sheet");
    if (!dialog) {
      dialog = document.createElement("dialog");
      dialog.id = "sheet";
      dialog.className = "sheet";
      dialog.setAttribute("aria-labelledby", "sheet-title");
      dialog.innerHTML = '<div class="sheet-head"><h2 id="sheet-title"></h2><button type="button" class="btn btn-quiet btn-icon" aria-label="Close"><i class="bi bi-x-lg" aria-hidden="true"></i></button></div>'
        + '<div class="sheet-body" tabindex="0" role="region" aria-labelledby="sheet-title"></div><div class="sheet-foot"><span></span><button type="button" class="link" aria-label="Save as CSV">CSV</button></div>';
      dialog.querySelector("button").addEventListener("click", () => dialog.close());
      dialog.querySelector(".sheet-foot button").addEventListener("click", () => {
        const rows = dialog.lines();
        if (rows.length > 1) {
          save(rows, dialog.querySelector("h2").textContent);
        } else {
          window.portal.toast("This table has no rows to save.");
        }
      });
      dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
      document.body.append(dialog);
    }
    return dialog;
  };

  const openTable = (card) => {
    const own = card.querySelector(".chart-table");
    window.portal.draw(card);
    const graph = card.querySelector(".js-plotly-plot");
    const dialog = sheet();
    dialog.querySelector("h2").textContent = card.querySelector(".chart-title").textContent;
    const body = dialog.querySelector(".sheet-body");
    const foot = dialog.querySelector(".sheet-foot span");
    // What the file holds: the table that is shown, or all of a graph's numbers, however many are shown.
    dialog.lines = () => [...body.querySelectorAll("table")].flatMap(lines);
    if (own && own.children.length) {
      const copy = own.cloneNode(true);
      copy.hidden = false;
      [copy, ...copy.querySelectorAll("[id]")].forEach((part) => part.removeAttribute("id"));
      body.replaceChildren(copy);
      foot.textContent = card.querySelector(".chart-foot span").textContent;
    } else if (graph && graph._fullData) {
      const found = numbers(graph);
      body.replaceChildren(drawnTable(found));
      dialog.lines = () => {
        const all = numbers(graph, Infinity);
        return [all.heads, ...all.rows];
      };
      foot.textContent = found.total === 0 ? "This picture shows shapes, no numbers." : found.total > found.rows.length
        ? `The first ${found.rows.length.toLocaleString("en")} of ${found.total.toLocaleString("en")} rows`
        : `${found.total.toLocaleString("en")} rows`;
    } else {
      body.replaceChildren();
      foot.textContent = "There is no picture yet.";
    }
    dialog.showModal();
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act=table]");
    if (button) {
      openTable(button.closest(".chart-card, .method"));
    }
  });
})();
