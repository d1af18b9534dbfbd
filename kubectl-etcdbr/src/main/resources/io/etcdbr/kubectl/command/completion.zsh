#compdef kubectl-etcdbr
# zsh completion for kubectl-etcdbr
_kubectl_etcdbr() {
    local answer line
    local -a candidates nospace
    answer=$("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null) || return
    while IFS= read -r line; do
        case $line in
            :0) [[ ${words[CURRENT]} == *=* ]] && compset -P 1 '*='; _files ;;
            :6) nospace=(-S '') ;;
            :*) ;;
            *) candidates+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}") ;;
        esac
    done <<<"$answer"
    _describe 'kubectl-etcdbr' candidates "${nospace[@]}"
}
# Either loaded by compinit from a folder of fpath, at the first completion, or sourced.
if [[ ${funcstack[1]} == _kubectl-etcdbr ]]; then
    _kubectl_etcdbr
else
    compdef _kubectl_etcdbr kubectl-etcdbr
fi
