/* "CSV" of every table: what its reader sees, as a file that no spreadsheet takes for formulas. */
(() => {
  "use strict";
  const MINUS = /\u2212/g;
  const TIED = /[\u00a0\u202f]/g;
  const text = (html) => {
    const place = document.createElement("div");
    place.innerHTML = String(html ?? "").replace(/<br\s*\/?>/gi, " ");
    return place.textContent;
  };
  const slug = (title, other) => title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 80) || other;

  /** A cell that no spreadsheet takes for a formula, as portal/services/exports.py writes it; true minus signs become "-",
   *  spaces where no line ends become plain ones. */
  const cell = (value) => {
    if (value === null || value === undefined || Number.isNaN(value)) {
      return "";
    }
    let written = typeof value === "number" ? String(value) : text(value).replace(TIED, " ").trim();
    // Readers of numbers know neither the true minus nor commas between thousands.
    const plain = written.replace(MINUS, "-");
    written = /^[+-]?[\d,]*\.?\d+$/.test(plain) ? plain.replace(/,/g, "") : written === "\u2013" ? "" : written;
    const risky = /^'*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(written);
    if (risky && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(written)) {
      written = `'${written}`;
    }
    return /[",\r\n]/.test(written) ? `"${written.replace(/"/g, '""')}"` : written;
  };

  const give = (blob, filename) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = filename;
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  const save = (lines, title) => {
    const content = "\uFEFF" + lines.map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";
    give(new Blob([content], {type: "text/csv"}), `${slug(title, "table")}.csv`);
  };

  /** What a cell says, but for its parts that speak of the page ("shown here"). */
  const said = (one) =>
    [...one.querySelectorAll(".unsaved")].reduce(
      (words, part) => words.replace(part.innerText, ""),
      one.innerText ?? one.textContent
    );

  /** The rows of a table without its columns of buttons. */
  const lines = (table) => {
    const heads = table.tHead ? [...table.tHead.rows[0].cells] : [];
    const kept = (_, place) => !(heads[place] && heads[place].classList.contains("acts"));
    return [...table.rows].map((row) => [...row.cells].filter(kept).map(said));
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act=csv]");
    if (button) {
      const table = button.closest(".table-saved, .chart-card").querySelector("table");
      save(lines(table), table.caption ? table.caption.textContent : "table");
    }
  });

  window.portal = Object.assign(window.portal || {}, {csv: {text, slug, give, save, lines}});
})();
