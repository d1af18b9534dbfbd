#compdef kubectl-etcdbr
# zsh completion for kubectl-etcdbr
_kubectl_etcdbr() {
    local answer line
    local -a candidates
    answer=$("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null) || return
    while IFS= read -r line; do
        case $line in
            :0) _files ;;
            :*) ;;
            *) candidates+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}") ;;
        esac
    done <<<"$answer"
    _describe 'kubectl-etcdbr' candidates
}
compdef _kubectl_etcdbr kubectl-etcdbr
