/* "PNG" and "SVG" of a card: its picture as the card shows it, title above, the card's background behind. Several small
   pictures of one card are one file, set as they are on the page. */
(() => {
  "use strict";
  const SHARP = 2;
  const FRAME = 16;
  const HEAD = 48;
  const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

  const single = (graph, title, style, format, filename) => {
    const margin = {...(graph._fullLayout.margin || {})};
    const layout = {...graph.layout, paper_bgcolor: style.backgroundColor,
      width: Math.max(graph.clientWidth, 480), height: graph.clientHeight + HEAD,
      margin: {l: margin.l + FRAME, r: margin.r + FRAME, b: margin.b + 8, t: margin.t + HEAD},
      title: {text: title.replace(/</g, "&lt;"), x: 0, xref: "container", pad: {l: FRAME, t: FRAME}, y: 1, yref: "container",
        yanchor: "top", automargin: false, font: {size: 15, color: style.color, family: style.fontFamily, weight: 600}}};
    window.Plotly.downloadImage({data: graph.data, layout, config: {}},
      {format, scale: format === "png" ? SHARP : 1, filename, width: layout.width, height: layout.height});
  };

  /** Words where they stand on the page. */
  const words = (body, place) => {
    const found = [];
    const walk = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const box = document.createRange();
      box.selectNodeContents(node);
      const at = box.getBoundingClientRect();
      if (node.data.trim() && at.width > 1 && !node.parentElement.closest(".js-plotly-plot, .vh")) {
        const style = window.getComputedStyle(node.parentElement);
        const size = parseFloat(style.fontSize);
        found.push(`<text x="${at.left - place.left}" y="${at.top - place.top + at.height / 2 + size * 0.35}" fill="${style.color}" `
          + `font-size="${size}" font-weight="${style.fontWeight}" font-family="${style.fontFamily.replace(/"/g, "'")}">${escaped(node.data.trim())}</text>`);
      }
    }
    return found;
  };

  const together = async (graphs, body, title, style) => {
    const box = body.getBoundingClientRect();
    const place = {left: box.left - FRAME, top: box.top - HEAD};
    const size = {width: box.width + 2 * FRAME, height: box.height + HEAD + FRAME};
    const drawn = await Promise.all(graphs.map(async (graph) => {
      const at = graph.getBoundingClientRect();
      const address = await window.Plotly.toImage({data: graph.data, layout: {...graph.layout, paper_bgcolor: style.backgroundColor}, config: {}},
        {format: "svg", width: at.width, height: at.height});
      const svg = decodeURIComponent(address.slice(address.indexOf(",") + 1));
      return svg.replace("<svg ", `<svg x="${at.left - place.left}" y="${at.top - place.top}" `);
    }));
    const head = `<text x="${FRAME}" y="28" fill="${style.color}" font-size="15" font-weight="600" font-family="${style.fontFamily.replace(/"/g, "'")}">${escaped(title)}</text>`;
    const content = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${size.width}" height="${size.height}">`
      + `<rect width="100%" height="100%" fill="${style.backgroundColor}"/>${head}${words(body, place).join("")}${drawn.join("")}</svg>`;
    return {content, ...size};
  };

  const pixels = ({content, width, height}) => new Promise((resolve, reject) => {
    const image = new Image();
    image.onerror = reject;
    image.onload = () => {
      const canvas = Object.assign(document.createElement("canvas"), {width: width * SHARP, height: height * SHARP});
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(resolve, "image/png");
    };
    image.src = `data:image/svg+xml,${encodeURIComponent(content)}`;
  });

  const save = async (card, format) => {
    window.portal.draw?.(card);
    const graphs = [...card.querySelectorAll(".js-plotly-plot")].filter((graph) => graph._fullLayout);
    if (graphs.length === 0 || !window.Plotly) {
      window.portal.toast?.("There is no picture yet.");
      return;
    }
    const title = card.querySelector(".chart-title").textContent;
    const style = window.getComputedStyle(card);
    const filename = window.portal.csv.slug(title, "chart");
    if (graphs.length === 1) {
      single(graphs[0], title, style, format, filename);
      return;
    }
    const picture = await together(graphs, card.querySelector(".chart-body"), title, style);
    const blob = format === "svg" ? new Blob([picture.content], {type: "image/svg+xml"}) : await pixels(picture);
    window.portal.csv.give(blob, `${filename}.${format}`);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act=png], [data-act=svg]");
    if (button) {
      save(button.closest(".chart-card, .method"), button.dataset.act);
    }
  });
})();
