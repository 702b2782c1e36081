import { bash } from '../step.ts';

/** How the script that fills AWS Secrets Manager reads values, without showing them to anybody. */
export const secretValues = bash`

# The value on the standard input as {"KEY": VALUE}.
pair() {
  jq --raw-input --slurp --ascii-output --arg key "$1" \
    'if contains("\ufffd") then error("the value of \($key) is not text in UTF-8") else {($key): .} end'
}

# Several of these as one.
merged() {
  jq --slurp --ascii-output --compact-output --join-output add
}

random_value() {
  head -c 1024 /dev/urandom | LC_ALL=C tr -dc 'A-Za-z0-9' | cut -c 1-40 | tr -d '\n'
}

# One line of the standard input. Somebody at a terminal is asked for it, and it does not show.
one_line() {
  local line=''
  if [ -t 0 ]; then
    printf '%s: ' "$1" >&2
    IFS= read -rs line || true
    printf '\n' >&2
  else
    IFS= read -r line || true
  fi
  printf '%s' "$line"
}

# Refuses words that are not of an entry, or that hold a value, before anything is read. Does not repeat what may be one.
check_words() {
  local path=$1 word key source seen=' ' stdin=0
  shift
  [ $# -gt 0 ] || fail "say the values of $path: $HOW"
  for word in "$@"; do
    key=\${word%%=*} source=\${word#*=}
    case $word in
      *' '*=* | =*) fail "an empty key, or one with a space" ;;
      *=*) known_key "$path" "$key" ;;
      *) fail "a word without '='; write $HOW" ;;
    esac
    case $seen in *" $key "*) fail "$key is given twice" ;; esac
    seen="$seen$key "
    case $source in
      -) stdin=$((stdin + 1)) ;;
      random) ;;
      @*) [ -r "\${source#@}" ] || fail "$key: there is no file \${source#@}" ;;
      env:*)
        [[ $word =~ $FROM_ENV ]] || fail "$key: write env: and the name of a variable"
        source=\${source#env:}
        [ -n "\${!source+set}" ] || fail "$key: variable $source is not set"
        ;;
      *) fail "$key: a value that is an argument is seen by all who list processes, and kept by the shell; write $HOW" ;;
    esac
  done
  [ "$stdin" -le 1 ] || [ -t 0 ] || fail 'one value alone can come from the standard input; give the others by @FILE or env:, or all by --json -'
}

# The values of such words as a JSON object.
values() {
  local word key source value
  for word in "$@"; do
    key=\${word%%=*} source=\${word#*=}
    case $source in
      random) value=$(random_value) ;;
      @*) value=$(cat <"\${source#@}") || exit 1 ;;
      env:*) source=\${source#env:} value=\${!source} ;;
      *) if [ -t 0 ]; then value=$(one_line "$key"); else value=$(cat); fi ;;
    esac
    printf '%s' "$value" | pair "$key" || exit 1
  done | merged
}

# The JSON object on the standard input, if all of it are texts of keys that the entry has.
json_values() {
  local document unknown
  document=$(jq --slurp --ascii-output --compact-output --join-output '
    if length == 1 and (.[0] | type == "object" and all(.[]; type == "string")) then .[0] else error end' 2>/dev/null) ||
    fail 'on the standard input is not one JSON object whose values are texts'
  unknown=$(printf '%s' "$document" | jq --raw-output --arg keys "$(keys_of "$1")" 'keys - ($keys / " ") | join(", ")')
  [ -z "$unknown" ] || fail "$1 has no key $unknown; it has $(keys_of "$1")"
  printf '%s' "$document"
}

# Refuses what is given behind the path of an entry, if it is wrong.
check_given() {
  local path=\${1:-}
  [ -n "$path" ] || usage
  shift
  known "$path"
  if [ "\${1:-}" != --json ]; then
    check_words "$path" "$@"
  elif [ $# -ne 2 ] || [ "$2" != - ]; then
    fail 'write --json -: values come from the standard input'
  fi
}

# Reads it into DOCUMENT.
read_given() {
  local path=$1
  shift
  DOCUMENT=''
  if [ -n "$DRY_RUN" ]; then
    return
  elif [ "$1" = --json ]; then
    DOCUMENT=$(json_values "$path")
  else
    DOCUMENT=$(values "$@")
  fi
}

# Secret manifests as lines of {"secret": "NAMESPACE/NAME", "values": {..}}.
manifests() {
  # kubectl reads YAML without a cluster; its messages repeat what it reads.
  kubectl patch --local --filename "$1" --type merge --patch '{}' --output json 2>/dev/null |
    jq --ascii-output --compact-output --arg coding "$2" '
      def decoded: if $coding == "plaintext" then .
        elif test("^[A-Za-z0-9+/\\s]*={0,2}\\s*$") then (try @base64d catch null)
        else null end;
      def text($at): decoded as $text
        | if $text == null then error("\($at) is not base64")
          elif ($text | contains("\ufffd")) then error("\($at) is not text in UTF-8")
          elif ($text | test("^\\$\\{[^}]*\\}\\s*$")) then error("\($at) is still the placeholder")
          else ($text | sub("\n+$"; "")) end;
      if .kind != "Secret" then error("there is an object that is not a Secret") else . end
      | "\(.metadata.namespace)/\(.metadata.name)" as $secret
      | ((.data // {}) | map_values(tostring)) as $data
      | {secret: $secret, values: (reduce ($data | keys[]) as $key ({}; .[$key] = ($data[$key] | text("\($secret) \($key)"))) + (.stringData // {}))}'
}

# Such lines as PATH and JSON, with a tab between them. All of them, or none if one is wrong.
entries() {
  local line secret path names
  while IFS= read -r line; do
    secret=$(printf '%s' "$line" | jq --raw-output .secret)
    path=$(awk -F '\t' -v secret="$secret" '$5 == secret { print $1 }' "$TABLE")
    [ -n "$path" ] || fail "the cluster fetches no Secret $secret"
    # shellcheck disable=SC2046 # one word is one key
    names=$(printf '%s\n' $(column "$path" 2) | jq --raw-input --slurp --compact-output '
      split("\n") | map(select(. != "") | split(":") | {(.[1] // .[0]): .[0]}) | add')
    printf '%s\t' "$path"
    printf '%s' "$line" | jq --ascii-output --compact-output --argjson names "$names" '
      .secret as $secret | .values | with_entries(.key as $key | .key = ($names[$key] // error("\($secret) has no key \($key)")))' ||
      exit 1
  done
}
`;
