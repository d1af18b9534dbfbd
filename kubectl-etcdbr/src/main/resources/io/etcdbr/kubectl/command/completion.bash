# bash completion for kubectl-etcdbr
_kubectl_etcdbr() {
    local answer line
    COMPREPLY=()
    answer=$("${COMP_WORDS[0]}" __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null) || return
    while IFS= read -r line; do
        case $line in
            :0) compopt -o default ;;
            :*) ;;
            *) COMPREPLY+=("${line%%$'\t'*}") ;;
        esac
    done <<<"$answer"
}
complete -F _kubectl_etcdbr kubectl-etcdbr
