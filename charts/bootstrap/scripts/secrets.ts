import { bash } from '../step.ts';
import { secretsCompare } from './secrets-compare.ts';
import { secretValues } from './secrets-values.ts';

/** What the commands of the script have in common. */
const shared = bash`
#!/usr/bin/env bash
# A value is never an argument of a program, never in a file, and on the screen only where 'get' prints it to a terminal. It goes from
# printf, which is part of the shell, through pipes. A here-document would be a file.

{ set +x; } 2>/dev/null # a trace would show them

# What is given by the environment is for this shell alone, not for the programs that it calls.
FROM_ENV='^[^=]*=env:([A-Za-z_][A-Za-z0-9_]*)$' # a text of its own: Bash 3.2 reads brackets in a condition otherwise
for word in "$@"; do
  if [[ $word =~ $FROM_ENV ]]; then
    export -n "\${BASH_REMATCH[1]}"
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
  exit "\${1:-2}"
}

# A column of an entry's line in the table.
column() {
  awk -F '\t' -v path="$1" -v n="$2" '$1 == path { print $n }' "$TABLE"
}

# The keys of an entry, in one line.
keys_of() {
  local word keys=''
  for word in $(column "$1" 2); do
    [ "$word" = - ] || keys="$keys \${word%%:*}"
  done
  printf '%s' "\${keys# }"
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
  printf '%s' "\${missing# }"
}

# Makes a new entry of the JSON on the standard input.
create() {
  run aws secretsmanager create-secret --name "$1" --secret-string file:///dev/stdin >/dev/null
}

# Makes it the next version of an entry.
replace() {
  run aws secretsmanager put-secret-value --secret-id "$1" --secret-string file:///dev/stdin >/dev/null
}
`;

/** Commands that change something. */
const commands = bash`

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
  local path=\${1:-} found
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
  local path=\${1:-} found
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
  local path=\${1:-} key user token
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
  local folder=\${1:-} coding=\${2:-} found lines path
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
`;

const start = bash`

need aws jq
command=\${1:-plan}
[ $# -eq 0 ] || shift
case $command in
  plan | random | put | update | get | list | delete | import) "$command" "$@" ;;
  confirm) confirm_entries ;;
  docker-config) docker_config "$@" ;;
  help | --help) usage 0 ;;
  *) usage ;;
esac
`;

/** Puts values into AWS Secrets Manager, and says what is there. */
export const secretsScript = [shared, secretValues, commands, secretsCompare, start].join('');
