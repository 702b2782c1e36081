#!/usr/bin/env bash
# Whether the page of a review can be read: in a real browser, on a phone and on a desk, by day and by night. Nothing may reach beyond the edge,
# and every text needs a contrast of 4.5 (WCAG AA). Installs Chromium on Debian and its kin. Leaves pictures in the folder that SCREENSHOTS names.
set -euo pipefail
cd "$(dirname "$0")/../.."

find_browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
if ! find_browser > /dev/null; then
  command -v apt-get > /dev/null || exit 77
  if [ "$(id -u)" = 0 ]; then sudo() { "$@"; }; fi
  sudo apt-get update -qq
  sudo apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core
fi
browser=$(find_browser)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/pages"
cp test/review/*.html "$work/pages"
# The same with names that no line has room for.
long=$(printf 'x%.0s' {1..300})
sed "s/tidepool/$long/g" test/review/dangerous-rename.html > "$work/pages/long-names.html"

# What the page itself must not have: a script. It runs in a copy, with all details opened, and tells the frame around what it sees.
cat > "$work/probe" <<'probe'
<script>
for (const details of document.querySelectorAll('details')) details.open = true;
const parts = color => color.match(/[\d.]+/g).map(Number);
const linear = part => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
const light = color => parts(color).slice(0, 3).reduce((sum, part, i) => sum + linear(part / 255) * [0.2126, 0.7152, 0.0722][i], 0);
const colorOf = element => getComputedStyle(element).backgroundColor;
const behind = element => (element === null ? 'rgb(255, 255, 255)' : parts(colorOf(element))[3] === 0 ? behind(element.parentElement) : colorOf(element));
const all = [...document.body.querySelectorAll('*')];
const texts = all.filter(element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim() !== ''));
const contrasts = texts.map(element => [light(getComputedStyle(element).color), light(behind(element))].sort((a, b) => b - a)).map(([a, b]) => (a + 0.05) / (b + 0.05));
parent.postMessage(location.pathname.replace(/.*\/|\.html$/g, '') + ': ' + [
  `width ${innerWidth}`, `beyond its edge ${all.filter(element => element.getBoundingClientRect().right > innerWidth + 0.5).length}`,
  `to scroll ${document.documentElement.scrollWidth - innerWidth}`, `night ${matchMedia('(prefers-color-scheme: dark)').matches}`,
  `texts ${texts.length}`, `contrast ${Math.min(...contrasts).toFixed(2)}`,
].join(', '), '*');
</script>
probe

# A browser has no window as narrow as a phone, but a frame may be. What frames tell is written below them.
cat > "$work/frames.html" <<'head'
<!doctype html><meta name="color-scheme" content="light dark"><title>frames</title>
<script>addEventListener('message', ({ data }) => document.body.append(Object.assign(document.createElement('samp'), { textContent: data })));</script>
<body>
head
{
  for page in "$work"/pages/*.html; do
    name=$(basename "$page" .html)
    { sed '/Content-Security-Policy/d' "$page"; cat "$work/probe"; } > "$work/$name.html"
    for width in 390 1280; do echo "<iframe title='$name' src='$name.html' style='border: 0; width: ${width}px; height: 800px'></iframe>"; done
  done
} >> "$work/frames.html"

browse() { "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/profile" "$@" 2> /dev/null; }
failed=0
for night in false true; do
  scheme="--blink-settings=preferredColorScheme=$([ $night = true ] && echo 0 || echo 1)"
  seen=$(browse "$scheme" --virtual-time-budget=5000 --dump-dom "file://$work/frames.html" | grep -o '<samp>[^<]*' || true)
  echo "$seen"
  for page in "$work"/pages/*.html; do
    for width in 390 1280; do
      says="<samp>$(basename "$page" .html): width $width, beyond its edge 0, to scroll 0, night $night, texts [1-9][0-9]*, contrast \(4\.[5-9]\|[5-9]\.\|1[0-9]\|2[01]\)"
      grep -q "^$says" <<< "$seen" || { echo "not seen: $says"; failed=1; }
      if [ -n "${SCREENSHOTS:-}" ]; then
        mkdir -p "$SCREENSHOTS"
        echo "<!doctype html><meta name='color-scheme' content='light dark'><body style='margin: 0'><iframe src='$page' style='border: 0; width: ${width}px; height: 1600px'></iframe>" > "$work/picture.html"
        browse "$scheme" --window-size="$width,1600" --screenshot="$SCREENSHOTS/$(basename "$page" .html)-$width-$([ $night = true ] && echo night || echo day).png" "file://$work/picture.html" > /dev/null
      fi
    done
  done
done
exit $failed
