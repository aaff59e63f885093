// node-ical, which home automation and dashboards use: likewise.
import { readFileSync } from "node:fs";
import ical from "node-ical";

const found = Object.values(ical.sync.parseICS(readFileSync(0, "utf8")));
const plain = (text) => text?.val ?? text;
const events = found
  .filter((one) => one.type === "VEVENT")
  .map((one) => ({
    uid: one.uid,
    summary: plain(one.summary),
    description: plain(one.description),
    starts_at: one.start.toISOString(),
    ends_at: one.end.toISOString(),
    sequence: Number(one.sequence),
  }));
const name = found.find((one) => one.type === "VCALENDAR")?.["WR-CALNAME"];
console.log(JSON.stringify({ name, events }));
