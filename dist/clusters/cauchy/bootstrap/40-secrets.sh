#!/usr/bin/env bash
# Generated from clusters/cauchy.ts by "npm run synth"; edits are lost. sha256:aad85450e5dc4dbc
# A value is never an argument of a program, never in a file, and on the screen only where 'get' prints it to a terminal. It goes from
# printf, which is part of the shell, through pipes. A here-document would be a file.

{ set +x; } 2>/dev/null # a trace would show them

# What is given by the environment is for this shell alone, not for the programs that it calls.
FROM_ENV='^[^=]*=env:([A-Za-z_][A-Za-z0-9_]*)$' # a text of its own: Bash 3.2 reads brackets in a condition otherwise
for word in "$@"; do
  if [[ $word =~ $FROM_ENV ]]; then
    export -n "${BASH_REMATCH[1]}"
  fi
done

. "$(dirname "$0")/lib.sh"

TABLE=$BOOTSTRAP/secrets.tsv
HOW='KEY=@FILE, KEY=env:VARIABLE, KEY=random, or KEY=-, which reads the standard input, or asks'

usage() {
  say "usage: 40-secrets.sh [COMMAND], plan by itself; a newline at the end of a value is not part of it

  plan                     what is there, and what is to be done
  random                   make what is chance and not there yet; nothing is ever overwritten
  put PATH KEY=.. KEY=..   make an entry: $HOW
  put PATH --json -        the same from one JSON object on the standard input
  update PATH KEY=.. ..    change some keys of an entry, or all of them by --json -
  docker-config PATH       make the login of Docker Hub, from two lines on the standard input: user and token
  import DIR plaintext     make entries of Secret manifests in DIR, a folder outside of the repository
  import DIR encoded       the same, where the values are in base64
  get PATH [KEY]           print a value to a terminal
  list                     names of the entries that are there
  confirm                  compare them with secrets.tsv; exit 1 if one is missing
  delete PATH              after 30 days"
  exit "${1:-2}"
}

# A column of an entry's line in the table.
column() {
  awk -F '\t' -v path="$1" -v n="$2" '$1 == path { print $n }' "$TABLE"
}

# The keys of an entry, in one line.
keys_of() {
  local word keys=''
  for word in $(column "$1" 2); do
    [ "$word" = - ] || keys="$keys ${word%%:*}"
  done
  printf '%s' "${keys# }"
}

# Refuses what the table does not have.
known() {
  local origin
  origin=$(column "$1" 3)
  case $origin in
    '') fail "$1 is not in secrets.tsv; '40-secrets.sh plan' says what is" ;;
    computed) fail "$1 is computed by a script of its own; '40-secrets.sh plan' says by which" ;;
  esac
}

known_key() {
  local keys
  keys=$(keys_of "$1")
  case " $keys " in
    *" $2 "*) ;;
    *) fail "$1 has no key '$2'; it has $keys" ;;
  esac
}

# Whether an entry is absent, present or deleted: gone in 30 days at most.
presence() {
  local answer
  if [ -n "$DRY_RUN" ]; then
    show '?' aws secretsmanager describe-secret --secret-id "$1"
    printf 'absent\n'
  elif answer=$(aws secretsmanager describe-secret --secret-id "$1" --query 'DeletedDate == null' --output text 2>&1 </dev/null); then
    case $answer in
      *True*) printf 'present\n' ;;
      *) printf 'deleted\n' ;;
    esac
  else
    case $answer in
      *ResourceNotFoundException*) printf 'absent\n' ;;
      *) fail "$answer" ;;
    esac
  fi
}

# What an entry holds.
content() {
  aws secretsmanager get-secret-value --secret-id "$1" --query SecretString --output text </dev/null
}

# Its keys that are missing.
lacks() {
  local held keys key missing=''
  keys=$(keys_of "$1")
  [ -n "$keys" ] || return 0
  held=$(content "$1" | jq --raw-output 'keys | join(" ")' 2>/dev/null) || held=''
  for key in $keys; do
    case " $held " in *" $key "*) ;; *) missing="$missing $key" ;; esac
  done
  printf '%s' "${missing# }"
}

# Makes a new entry of the JSON on the standard input.
create() {
  run aws secretsmanager create-secret --name "$1" --secret-string file:///dev/stdin >/dev/null
}

# Makes it the next version of an entry.
replace() {
  run aws secretsmanager put-secret-value --secret-id "$1" --secret-string file:///dev/stdin >/dev/null
}

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
    key=${word%%=*} source=${word#*=}
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
      @*) [ -r "${source#@}" ] || fail "$key: there is no file ${source#@}" ;;
      env:*)
        [[ $word =~ $FROM_ENV ]] || fail "$key: write env: and the name of a variable"
        source=${source#env:}
        [ -n "${!source+set}" ] || fail "$key: variable $source is not set"
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
    key=${word%%=*} source=${word#*=}
    case $source in
      random) value=$(random_value) ;;
      @*) value=$(cat <"${source#@}") || exit 1 ;;
      env:*) source=${source#env:} value=${!source} ;;
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
  local path=${1:-}
  [ -n "$path" ] || usage
  shift
  known "$path"
  if [ "${1:-}" != --json ]; then
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

# Whether the keys of an entry are the one that Docker has its logins under.
is_login() {
  [ "$1" = config.json ] || [ "$1" = .dockerconfigjson ]
}

# Stores DOCUMENT as a new entry.
store() {
  printf '%s' "$DOCUMENT" | create "$1"
  [ -n "$DRY_RUN" ] || say "made $1"
}

# The same, but leaves an entry alone that is there.
store_unless_there() {
  local found
  found=$(presence "$1")
  case $found in
    absent) store "$1" ;;
    present) say "$1 is there already, and stays as it is" ;;
    deleted) deleted "$1" ;;
  esac
}

deleted() {
  fail "$1 is deleted; 'aws secretsmanager restore-secret --secret-id $1' brings it back"
}

warn_of_missing() {
  local missing
  [ -z "$DRY_RUN" ] || return 0
  missing=$(lacks "$1")
  [ -z "$missing" ] || say "$1 still lacks $missing: what reads it waits; add them by 'update'"
}

put() {
  local path=${1:-} found
  check_given "$@"
  account
  found=$(presence "$path")
  case $found in
    present) fail "$path is there already; 'update' changes the keys that you name and no others" ;;
    deleted) deleted "$path" ;;
  esac
  read_given "$@"
  store "$path"
  warn_of_missing "$path"
}

update() {
  local path=${1:-} found
  check_given "$@"
  account
  if [ -z "$DRY_RUN" ]; then
    found=$(presence "$path")
    [ "$found" = present ] || fail "$path is $found; 'put' makes it"
  fi
  read_given "$@"
  if [ -z "$DRY_RUN" ]; then
    DOCUMENT=$({ content "$path" && printf '%s' "$DOCUMENT"; } | merged 2>/dev/null) || fail "what $path holds is no JSON object"
  fi
  printf '%s' "$DOCUMENT" | replace "$path"
  [ -n "$DRY_RUN" ] || say "changed $path"
  warn_of_missing "$path"
}

random() {
  local path origin key
  account
  while IFS=$'\t' read -r path _ origin _ <&3; do
    [ "$origin" = random ] || continue
    if [ -n "$DRY_RUN" ]; then
      DOCUMENT=''
    else
      DOCUMENT=$(for key in $(keys_of "$path"); do random_value | pair "$key" || exit 1; done | merged)
    fi
    store_unless_there "$path"
  done 3<"$TABLE"
}

docker_config() {
  local path=${1:-} key user token
  [ -n "$path" ] || usage
  known "$path"
  key=$(keys_of "$path")
  is_login "$key" || fail "$path has no key that is a login of Docker"
  account
  if [ -n "$DRY_RUN" ]; then
    DOCUMENT=''
  else
    user=$(one_line 'User of Docker Hub')
    token=$(one_line 'Access token')
    [ -n "$user" ] && [ -n "$token" ] || fail 'write two lines to the standard input: user and token'
    DOCUMENT=$(printf '%s:%s' "$user" "$token" |
      jq --raw-input --slurp --compact-output --join-output '{auths: {"https://index.docker.io/v1/": {auth: @base64}}}' |
      pair "$key" | merged)
  fi
  store_unless_there "$path"
}

import() {
  local folder=${1:-} coding=${2:-} found lines path
  [ -d "$folder" ] || usage
  case $coding in plaintext | encoded) ;; *) usage ;; esac
  need kubectl
  account
  if [ -n "$DRY_RUN" ]; then
    say "would make an entry for each Secret manifest in $folder"
    return
  fi
  found=$(manifests "$folder" "$coding") || fail "not all in $folder are Secret manifests that can be read; nothing was made"
  [ -n "$found" ] || fail "there is no Secret manifest in $folder"
  lines=$(printf '%s\n' "$found" | entries) || fail 'nothing was made'
  printf '%s\n' "$lines" | while IFS=$'\t' read -r path DOCUMENT; do
    store_unless_there "$path"
    warn_of_missing "$path"
  done
}

get() {
  local path=${1:-} key=${2:-}
  [ -n "$path" ] || usage
  [ -t 1 ] || fail 'a value is printed to a terminal only'
  account
  if [ -n "$DRY_RUN" ]; then
    show '?' aws secretsmanager get-secret-value --secret-id "$path"
  elif [ -z "$key" ]; then
    content "$path"
  else
    known_key "$path" "$key"
    content "$path" | jq --raw-output --arg key "$key" '.[$key] // error' 2>/dev/null || fail "$path has no value for $key"
  fi
}

list() {
  account
  ask aws secretsmanager list-secrets --filters "Key=name,Values=$CLUSTER_NAME/" --query 'SecretList[].Name' --output text |
    tr '\t' '\n' | { grep -e "^$CLUSTER_NAME/" || true; } | LC_ALL=C sort
}

# One entry that is not as the cluster needs it, and the command that mends it.
todo() {
  MISSING=$((MISSING + 1))
  printf '%-8s %s (%s): %s\n' "$1" "$2" "$3" "${5:-40-secrets.sh $4}"
}

# Keys as words of a command that asks for them.
asked() {
  local key
  for key in $1; do printf ' %s=-' "$key"; done
}

# How an entry is made.
making() {
  local keys
  keys=$(keys_of "$1")
  if is_login "$keys"; then printf 'docker-config %s' "$1"; else printf 'put %s%s' "$1" "$(asked "$keys")"; fi
}

# One line for each entry; MISSING counts those that are not as the cluster needs them.
compare() {
  local path origin need found missing
  MISSING=0
  while IFS=$'\t' read -r path _ origin need _ <&3; do
    case $path in '#'*) continue ;; esac
    if [ -n "$DRY_RUN" ]; then found=unknown; else found=$(presence "$path"); fi
    if [ "$found" = present ]; then
      missing=$(lacks "$path")
      [ -z "$missing" ] || found=partial
    fi
    case $found:$origin in
      present:*) printf 'ok       %s\n' "$path" ;;
      unknown:*) printf '%-8s %s (%s)\n' "$origin" "$path" "$need" ;;
      absent:computed) printf 'later    %s: a step of its own makes it\n' "$path" ;;
      absent:random) todo 'absent' "$path" "$need" random ;;
      absent:*) todo 'absent' "$path" "$need" "$(making "$path")" ;;
      deleted:*) todo 'deleted' "$path" "$need" '' "aws secretsmanager restore-secret --secret-id $path" ;;
      *) todo 'partial' "$path" "$need" "update $path$(asked "$missing")" ;;
    esac
  done 3<"$TABLE"
}

plan() {
  account
  compare
}

confirm_entries() {
  local path there
  account
  compare
  [ -z "$DRY_RUN" ] || return 0
  there=$(list)
  for path in $there; do
    [ -n "$(column "$path" 1)" ] || printf 'unread   %s: nothing in the cluster reads it\n' "$path"
  done
  [ "$MISSING" = 0 ] || fail "$MISSING are not as the cluster needs them"
}

delete() {
  local path=${1:-}
  case $path in
    '') usage ;;
    "$CLUSTER_NAME"/*) ;;
    *) fail "$path is not an entry of $CLUSTER_NAME" ;;
  esac
  account
  confirm "$path" "This deletes $path in 30 days; until then 'aws secretsmanager restore-secret --secret-id $path' brings it back."
  run aws secretsmanager delete-secret --secret-id "$path" --recovery-window-in-days 30 >/dev/null
}

need aws jq
command=${1:-plan}
[ $# -eq 0 ] || shift
case $command in
  plan | random | put | update | get | list | delete | import) "$command" "$@" ;;
  confirm) confirm_entries ;;
  docker-config) docker_config "$@" ;;
  help | --help) usage 0 ;;
  *) usage ;;
esac
