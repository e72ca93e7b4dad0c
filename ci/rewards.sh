#!/usr/bin/env bash
# Checks golden cases and audits reward functions: what the GitHub action runs.
#
#   CASES   files of golden cases, or patterns of them (`tests/**/*.rewards.jsonl`), one a line
#   OWN     functions of one's own that the cases may name, one a line
#   AUDIT   reward functions to put through the probes, one a line, each with its options (`mine.py:reward --area math`)
#   JUNIT   where the results of the cases go, as JUnit XML
#
# Everything is run, whatever fails before it. Exit code 0: all of it holds; 1: something does not; 2: nothing to do, or
# wrong usage.
set -uo pipefail
shopt -s globstar nullglob

worst=0
note() { [ "$1" -le "$worst" ] || worst=$1; }
say() { [ -z "${GITHUB_STEP_SUMMARY:-}" ] || printf '%s\n' "$@" >>"$GITHUB_STEP_SUMMARY"; }
wrong() {
    [ "${GITHUB_ACTIONS:-}" != true ] || printf '::error::%s\n' "$1"
    printf '%s\n' "$1" >&2
    note "$2"
}

files=() own=()
while IFS= read -r pattern; do
    [ -n "$pattern" ] || continue
    IFS=''
    # shellcheck disable=SC2206 - a pattern becomes its files; blanks in names stay
    found=($pattern)
    unset IFS
    [ -e "${found[0]:-}" ] || { wrong "no file of golden cases: $pattern" 2; continue; }
    files+=("${found[@]}")
done <<<"${CASES:-}"
while IFS= read -r name; do
    [ -z "$name" ] || own+=(--own "$name")
done <<<"${OWN:-}"
[ "${#files[@]}" -gt 0 ] || [ -n "${AUDIT:-}" ] || [ "$worst" -gt 0 ] || wrong "nothing to do: name golden cases or rewards to audit" 2

if [ "${#files[@]}" -gt 0 ]; then
    verify-cli check "${files[@]}" "${own[@]}" ${JUNIT:+--junit "$JUNIT"} # annotations and a summary are its own
    note $?
fi
while IFS= read -r line; do
    read -ra words <<<"$line" # a reward and its options: words, never a program
    [ "${#words[@]}" -gt 0 ] || continue
    output=$(verify-cli audit "${words[@]}")
    code=$?
    printf '%s\n' "$output"
    say "### \`verify-cli audit $line\`" '' '```' "$(tail -n 1 <<<"$output")" '```' ''
    [ "$code" = 0 ] || wrong "audit: ${words[0]}: $(tail -n 1 <<<"$output")" "$code"
done <<<"${AUDIT:-}"
exit "$worst"
