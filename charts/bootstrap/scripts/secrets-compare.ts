import { bash } from '../step.ts';

/** Commands of the script that fills AWS Secrets Manager which look at what is there; and the one that deletes. */
export const secretsCompare = bash`

get() {
  local path=\${1:-} key=\${2:-}
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
  printf '%-8s %s (%s): %s\n' "$1" "$2" "$3" "\${5:-40-secrets.sh $4}"
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
  local path=\${1:-}
  case $path in
    '') usage ;;
    "$CLUSTER_NAME"/*) ;;
    *) fail "$path is not an entry of $CLUSTER_NAME" ;;
  esac
  account
  confirm "$path" "This deletes $path in 30 days; until then 'aws secretsmanager restore-secret --secret-id $path' brings it back."
  run aws secretsmanager delete-secret --secret-id "$path" --recovery-window-in-days 30 >/dev/null
}
`;
