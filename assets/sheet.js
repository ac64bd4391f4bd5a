/* "Table", "PNG" and "SVG" of a chart card, and "CSV" of every table. The table is the card's own, or the numbers that
   the graph was drawn from. */
(() => {
  "use strict";
  const MOST = 500;
  const text = (html) => {
    const place = document.createElement("div");
    place.innerHTML = String(html ?? "").replace(/<br\s*\/?>/gi, " ");
    return place.textContent;
  };
  const shown = (value) => {
    if (value === null || value === undefined || Number.isNaN(value)) {
      return "–";
    }
    return typeof value === "number"
      ? value.toLocaleString("en", {maximumSignificantDigits: 6}).replace("-", "−")
      : text(value);
  };
  const MINUS = /\u2212/g;
  const slug = (title, other) => title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 80) || other;
  const titled = (axis, other) => text(axis && axis.title && axis.title.text) || other;
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
    const heads = [...(many ? ["Series"] : []), titled(axes.xaxis, "x"), titled(axes.yaxis, "y"), ...(deep ? [titled(scene.zaxis, "z")] : [])];
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

  /** A cell that no spreadsheet takes for a formula, as portal/services/exports.py writes it; true minus signs become "-". */
  const cell = (value) => {
    if (value === null || value === undefined || Number.isNaN(value)) {
      return "";
    }
    let written = typeof value === "number" ? String(value) : text(value).trim();
    // Readers of numbers know neither the true minus nor commas between thousands.
    const plain = written.replace(MINUS, "-");
    written = /^[+-]?[\d,]*\.?\d+$/.test(plain) ? plain.replace(/,/g, "") : written === "\u2013" ? "" : written;
    const risky = /^'*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(written);
    if (risky && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(written)) {
      written = `'${written}`;
    }
    return /[",\r\n]/.test(written) ? `"${written.replace(/"/g, '""')}"` : written;
  };

  const saveCsv = (lines, filename) => {
    const content = "\uFEFF" + lines.map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], {type: "text/csv"}));
    link.download = `${slug(filename, "table")}.csv`;
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  const linesOf = (table) => [...table.rows].map((row) => [...row.cells].map((one) => one.innerText ?? one.textContent));

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
        const lines = dialog.lines();
        if (lines.length > 1) {
          saveCsv(lines, dialog.querySelector("h2").textContent);
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
    dialog.lines = () => [...body.querySelectorAll("table")].flatMap(linesOf);
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

  /** The picture as the card shows it: title above, the card's background behind. */
  const savePicture = (card, format) => {
    window.portal.draw(card);
    const graph = card.querySelector(".js-plotly-plot");
    if (!graph || !window.Plotly) {
      window.portal.toast("There is no picture yet.");
      return;
    }
    const title = card.querySelector(".chart-title").textContent;
    const style = window.getComputedStyle(card);
    const margin = {...(graph._fullLayout.margin || {})};
    const layout = {...graph.layout, paper_bgcolor: style.backgroundColor,
      width: Math.max(graph.clientWidth, 480), height: graph.clientHeight + 48,
      margin: {l: margin.l + 16, r: margin.r + 16, b: margin.b + 8, t: margin.t + 48},
      title: {text: title.replace(/</g, "&lt;"), x: 0, xref: "container", pad: {l: 16}, y: 1, yref: "container", yanchor: "top",
        automargin: false, font: {size: 15, color: style.color, family: style.fontFamily, weight: 600}}};
    layout.title.pad = {l: 16, t: 16};
    window.Plotly.downloadImage({data: graph.data, layout, config: {}},
      {format, scale: format === "png" ? 2 : 1, filename: slug(title, "chart"), width: layout.width, height: layout.height});
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    const card = button && button.closest(".chart-card");
    const act = button && button.dataset.act;
    if (act === "csv") {
      const table = button.closest(".table-saved, .chart-card").querySelector("table");
      saveCsv(linesOf(table), table.caption ? table.caption.textContent : "table");
    } else if (card && act === "table") {
      openTable(card);
    } else if (card && (act === "png" || act === "svg")) {
      savePicture(card, act);
    }
  });
})();
