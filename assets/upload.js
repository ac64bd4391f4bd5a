/* Upload: the chosen or dropped file is the body of one request, streamed by the browser; never base64 in JSON. */
(() => {
  "use strict";
  const MB = 2 ** 20;
  const size = (bytes) => {
    if (bytes < MB) {
      return `${Math.max(1, Math.round(bytes / 1024))} KB`;
    }
    const [count, unit] = bytes < 1024 * MB ? [bytes / MB, "MB"] : [bytes / MB / 1024, "GB"];
    return `${Number(count.toFixed(1))} ${unit}`;
  };

  /** Tell the page what the server said, or say it in a toast when the page has been left. */
  const answer = (zone, data) => {
    if (zone.isConnected) {
      window.dash_clientside.set_props(zone.dataset.upload, {data: {...data, at: Date.now()}});
    } else if (data.status !== "cancelled") {
      window.portal.toast(data.message || `${data.name} has arrived.`, data.status === "error" ? "error" : "info");
    }
  };

  const line = (tag, name, text = "") => {
    const made = document.createElement(tag);
    made.className = name;
    made.textContent = text;
    return made;
  };

  /** The progress of one request: what, thin line, Cancel. */
  const progress = (zone, file, cancel) => {
    const place = zone.querySelector(".dropzone-state");
    const box = line("div", "working");
    const track = line("div", "progress-thin");
    track.setAttribute("role", "progressbar");
    track.setAttribute("aria-label", `Uploading ${file.name}`);
    track.setAttribute("aria-valuemin", "0");
    track.setAttribute("aria-valuemax", "100");
    const bar = document.createElement("i");
    track.append(bar);
    const words = line("div", "progress-line");
    const said = line("span", "num", `Uploading ${file.name}`);
    const stop = line("button", "link", "Cancel");
    stop.type = "button";
    stop.addEventListener("click", cancel);
    words.append(said, stop);
    box.append(track, words);
    box.style.width = "min(420px, 100%)";
    place.replaceChildren(box);
    stop.focus();
    return (done) => {
      const percent = Math.round((100 * done) / Math.max(file.size, 1));
      bar.style.width = `${percent}%`;
      track.setAttribute("aria-valuenow", String(percent));
      said.textContent = percent < 100
        ? `Uploading ${file.name}, ${percent}% of ${size(file.size)}`
        : `${file.name} has arrived; waiting for the server`;
    };
  };

  const refuse = (zone, data) => {
    const box = line("div", "notice notice-error");
    box.setAttribute("role", "alert");
    box.append(line("div", "", data.message));
    zone.querySelector(".dropzone-state").replaceChildren(box);
    answer(zone, {status: "error", ...data, ...{status: "error"}, code: data.status});
  };

  /**
   * Send a file to `/upload?name=…`.
   * @param {HTMLElement} zone the dropzone
   * @param {File} file
   */
  const send = (zone, file) => {
    if (zone.dataset.busy === "true") {
      window.portal.toast(`“${file.name}” was not taken: another file is on its way. Choose it again once that has arrived.`, "error");
      return;
    }
    const limit = Number(zone.dataset.limit) || 2048;
    if (file.size > limit * MB) {
      refuse(zone, {error: "TableError", status: 413,
        message: `“${file.name}” has ${size(file.size)}. A file may have up to ${size(limit * MB)}: leave out columns or rows, or save it as Parquet.`});
      return;
    }
    const request = new XMLHttpRequest();
    const show = progress(zone, file, () => request.abort());
    const done = () => {
      delete zone.dataset.busy;
      const input = zone.querySelector("input[type=file]");
      input.value = "";
      // Cancel had the focus and leaves with the line of progress.
      if (zone.querySelector(".dropzone-state").contains(document.activeElement)) {
        input.focus({preventScroll: true});
      }
    };
    zone.dataset.busy = "true";
    request.upload.addEventListener("progress", (event) => show(event.loaded));
    request.addEventListener("load", () => {
      done();
      let data;
      try {
        data = JSON.parse(request.responseText);
      } catch {
        data = {error: "InternalError", status: request.status, message: `The server did not take “${file.name}” (status ${request.status}). Try again.`};
      }
      if (request.status < 300) {
        zone.querySelector(".dropzone-state").replaceChildren(line("p", "dropzone-text", `${file.name} has arrived.`));
        answer(zone, {...data, status: "ok"});
      } else {
        refuse(zone, data);
      }
    });
    request.addEventListener("error", () => {
      done();
      refuse(zone, {error: "NetworkError", status: 0, message: `“${file.name}” did not reach the server. Check the connection and try again.`});
    });
    request.addEventListener("abort", () => {
      done();
      zone.querySelector(".dropzone-state").replaceChildren(line("p", "dropzone-text", `Upload of ${file.name} cancelled.`));
      answer(zone, {status: "cancelled", name: file.name});
    });
    request.open("POST", `${zone.dataset.url || "/upload"}?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.send(file);
  };

  /** Send what was dropped: one file, and a word about whatever else was. */
  const take = (zone, dropped) => {
    const [file, ...others] = dropped.files;
    if (!file) {
      return;
    }
    if (dropped.items?.[0]?.webkitGetAsEntry?.()?.isDirectory) {
      refuse(zone, {error: "TableError", status: 422, message: `“${file.name}” is a folder. Drop one file of it.`});
      return;
    }
    const free = zone.dataset.busy !== "true";
    send(zone, file);
    if (free && others.length) {
      const left = others.length === 1 ? `“${others[0].name}” was` : `${others.length} other files were`;
      window.portal.toast(`One file at a time: “${file.name}” is taken, ${left} not.`, "error");
    }
  };

  /** Give a dropzone its file input: Dash has no such element. */
  const furnish = (zone) => {
    zone.dataset.ready = "true";
    const input = document.createElement("input");
    input.type = "file";
    input.id = `${zone.id}-file`;
    input.accept = zone.dataset.accept || "";
    input.addEventListener("change", () => input.files.length && send(zone, input.files[0]));
    const label = line("label", "btn btn-primary", zone.dataset.label);
    label.htmlFor = input.id;
    zone.querySelector(".dropzone-choose").append(input, label);
    const over = (on) => (event) => {
      event.preventDefault();
      zone.classList.toggle("is-over", on);
    };
    zone.addEventListener("dragover", over(true));
    zone.addEventListener("dragleave", over(false));
    zone.addEventListener("drop", (event) => {
      over(false)(event);
      take(zone, event.dataTransfer);
    });
  };

  // A file that misses the zone would open in place of the page.
  ["dragover", "drop"].forEach((kind) => window.addEventListener(kind, (event) => {
    if (event.dataTransfer?.types.includes("Files") && document.querySelector(".dropzone") && !event.defaultPrevented) {
      event.preventDefault();
      event.dataTransfer.dropEffect = "none";
    }
  }));

  let waiting = false;
  new MutationObserver(() => {
    if (!waiting) {
      waiting = true;
      window.requestAnimationFrame(() => {
        waiting = false;
        document.querySelectorAll(".dropzone[data-upload]:not([data-ready])").forEach(furnish);
      });
    }
  }).observe(document.documentElement, {childList: true, subtree: true});
  window.portal = window.portal || {};
  window.portal.upload = send;
})();
