/* A repair opens another version of the table: what was read stays where it was, open, and keeps the focus. */
(() => {
  "use strict";
  const PATIENCE = 10_000;
  const SETTLING = 1_000;
  const MOVES = ["wheel", "touchmove", "keydown", "pointerdown"];
  const LISTS = [".data-findings", ".data-recipe"];

  const listOf = (kind) => document.querySelector(`main ${kind}`);
  const sectionOf = (kind) => listOf(kind)?.closest(".section");
  const rowsOf = (section, kind) => [...section.querySelectorAll(`${kind} > li`)];
  const top = (section) => section.getBoundingClientRect().top;

  /** Hold the section where it was while the rest of the page comes in above it, unless the reader moves. */
  const hold = (section, at) => {
    const until = Date.now() + SETTLING;
    let moved = false;
    const moves = () => { moved = true; };
    MOVES.forEach((kind) => window.addEventListener(kind, moves, {once: true, passive: true}));
    const step = () => {
      if (moved || !section.isConnected || Date.now() > until) {
        MOVES.forEach((kind) => window.removeEventListener(kind, moves));
        return;
      }
      window.scrollBy({top: top(section) - at, behavior: "instant"});
      window.requestAnimationFrame(step);
    };
    step();
  };

  /** Put the new version's section where the old one was, and go on in the row that took the old one's place. */
  const settle = (kept) => {
    // The last step that is undone takes its list along; what stands out then comes next.
    const kind = listOf(kept.kind) ? kept.kind : LISTS[0];
    const section = sectionOf(kind);
    const fold = section.querySelector(".data-fold");
    if (kept.open && fold) {
      fold.open = true;
    }
    hold(section, kept.top);
    if (document.activeElement !== document.body) {
      return;
    }
    const same = kept.name && [...section.querySelectorAll("button")]
      .find((button) => button.getAttribute("aria-label") === kept.name && !button.disabled);
    // The row, not its button: another press would make the next repair unasked.
    const row = rowsOf(section, kind).slice(0, kept.row + 1).pop() || section.querySelector("h2");
    if (!same) {
      row.setAttribute("tabindex", "-1");
    }
    (same || row).focus({preventScroll: true});
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".data-offers button");
    const section = button?.closest(".section");
    if (!section) {
      return;
    }
    const kind = LISTS.find((one) => button.closest(one));
    const kept = {
      kind,
      row: rowsOf(section, kind).indexOf(button.closest("li")),
      name: button.getAttribute("aria-label"),
      open: Boolean(section.querySelector(".data-fold[open]")),
      top: top(section),
    };
    const began = Date.now();
    const look = () => {
      if (!section.isConnected && sectionOf(LISTS[0])) {
        settle(kept);
      } else if (Date.now() - began < PATIENCE) {
        window.setTimeout(look, 50);
      }
    };
    look();
  });
})();
