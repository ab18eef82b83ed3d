/** What a slider's track needs: stretches of one outcome, and labels that keep clear of each other. */

import { clamp } from "./clamp.js";
import { counted } from "./format.js";

/**
 * Neighbouring notches of one outcome.
 * @param {ArrayLike<number>} outcomes
 * @returns {{ outcome: number, first: number, last: number }[]} both ends included
 */
export function zonesOf(outcomes) {
  /** @type {{ outcome: number, first: number, last: number }[]} */
  const zones = [];
  for (let notch = 0; notch < outcomes.length; notch++) {
    const zone = zones.at(-1);
    if (zone?.outcome === outcomes[notch]) zone.last = notch;
    else zones.push({ outcome: outcomes[notch], first: notch, last: notch });
  }
  return zones;
}

/**
 * What a slider is divided into: stretches of one outcome, slivers between them left out.
 * @param {ArrayLike<number>} outcomes
 * @param {number} [least] notches that are no sliver
 * @returns {{ outcome: number, first: number, last: number, middle: number }[]} `middle` of the longest stretch without a
 *   sliver; all there is where everything is slivers
 */
export function stopsOf(outcomes, least = 3) {
  const zones = zonesOf(outcomes);
  const wide = zones.filter(({ first, last }) => last - first + 1 >= least);
  /** @type {{ outcome: number, first: number, last: number, middle: number, longest: number }[]} */
  const stops = [];
  for (const { outcome, first, last } of wide.length ? wide : zones) {
    const [length, middle, before] = [last - first + 1, Math.floor((first + last) / 2), stops.at(-1)];
    if (before?.outcome !== outcome) stops.push({ outcome, first, last, middle, longest: length });
    else Object.assign(before, { last }, length > before.longest ? { middle, longest: length } : {});
  }
  return stops.map(({ longest: _, ...stop }) => stop);
}

/** More stretches than this nobody can listen to. */
const MOST_STRETCHES = 9;

/**
 * A painted track: slow to 0.0196, good 0.0205 to 0.0787, diverges from 0.0825.
 * @param {{ outcomes: ArrayLike<number>, ids: readonly string[] }} family
 * @param {Readonly<Record<string, string>>} shorts the words of outcomes, by id
 * @param {readonly string[]} values of the notches
 */
export function trackInWords({ outcomes, ids }, shorts, values) {
  const stops = stopsOf(outcomes);
  const told = stops.slice(0, MOST_STRETCHES).map(({ outcome, first, last }, index) => {
    const word = shorts[ids[outcome] ?? ""] ?? "no run";
    if (stops.length === 1) return `${word} throughout`;
    if (index === 0) return `${word} to ${values[last]}`;
    return index === stops.length - 1 ? `${word} from ${values[first]}` : `${word} ${values[first]} to ${values[last]}`;
  });
  return told.join(", ") + (stops.length > told.length ? ", and so on" : "");
}

/**
 * Lowest loss after 120 steps at 0.0769; works from 0.0649 to 0.0787, in the middle of which 0.0723 is recommended.
 * @param {{ lowest: number | null, recommended: number | null, window: readonly [number, number] | null }} family
 * @param {number} steps
 * @param {readonly string[]} values of the notches
 */
export function endsInWords({ lowest, recommended, window }, steps, values) {
  const least = lowest === null ? `No lowest loss after ${counted(steps, "step")}` : `Lowest loss after ${counted(steps, "step")} at ${values[lowest]}`;
  if (!window) return `${least}; no rate works`;
  const works = window[0] === window[1] ? `works at ${values[window[0]]} alone` : `works from ${values[window[0]]} to ${values[window[1]]}`;
  return `${least}; ${works}${recommended === null ? "" : `, recommended ${values[recommended]}`}`;
}

/**
 * Moves labels along a line as little as needed so that none overlaps its neighbour or leaves [low, high]; their order
 * stays. Too many labels for the line overlap evenly at its end.
 * @param {readonly number[]} wanted centres, ascending
 * @param {readonly number[]} sizes
 * @param {number} low
 * @param {number} high
 * @returns {number[]} centres
 */
export function spreadLabels(wanted, sizes, low, high) {
  /** @type {{ first: number, size: number, start: number }[]} */
  const groups = [];
  for (let i = 0; i < wanted.length; i++) {
    let group = { first: i, size: sizes[i], start: clamp(wanted[i] - sizes[i] / 2, low, high - sizes[i]) };
    // Labels that touch move together, around the middle of where they wanted to be.
    while (groups.length > 0) {
      const before = groups[groups.length - 1];
      if (before.start + before.size <= group.start) break;
      groups.pop();
      const size = before.size + group.size;
      const shared = (before.start * before.size + (group.start - before.size) * group.size) / size;
      group = { first: before.first, size, start: clamp(shared, low, high - size) };
    }
    groups.push(group);
  }
  return groups.flatMap(({ first, start }, index) => {
    const end = groups[index + 1]?.first ?? wanted.length;
    let edge = start;
    return sizes.slice(first, end).map((size) => (edge += size) - size / 2);
  });
}

/**
 * Where a label stands that a thumb must not cover: in its place, or pushed aside as little as needed.
 * @param {number} wanted centre
 * @param {number} size
 * @param {{ low: number, high: number }} room that it must not leave
 * @param {{ at: number, size: number }} thumb
 * @returns {number} the centre; NaN where there is no room for it beside the thumb
 */
export function besideThumb(wanted, size, { low, high }, thumb) {
  const away = (size + thumb.size) / 2;
  const offset = wanted - thumb.at;
  if (Math.abs(offset) >= away) return wanted;
  const sides = [thumb.at - away, thumb.at + away].filter((centre) => centre - size / 2 >= low && centre + size / 2 <= high);
  return sides.length === 2 ? sides[offset < 0 ? 0 : 1] : (sides[0] ?? NaN);
}
