/**
 * Moments are written in UTC; this tells them in the reader's own time as well, when the pointer rests on them.
 */

const FORM = new Intl.DateTimeFormat(undefined, { dateStyle: "long", timeStyle: "short" });

/**
 * @param {ParentNode} page
 */
export function tellLocalTimes(page) {
  for (const time of page.querySelectorAll('article time[datetime*="T"]')) {
    const moment = new Date(time.getAttribute("datetime") ?? "");
    if (!Number.isNaN(moment.getTime())) {
      time.setAttribute("title", `${FORM.format(moment)} in your time zone`);
    }
  }
}
