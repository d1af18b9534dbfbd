# bash completion for kubectl-etcdbr
_kubectl_etcdbr() {
    local answer line word last=-1 words=() rest=$COMP_LINE typed prefix i
    COMPREPLY=()
    # Bash parts words at '=' and ':' too, see COMP_WORDBREAKS; the program wants them as they were typed.
    for ((i = 0; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if ((i > 0)) && [[ $rest != [[:space:]]* ]]; then
            words[last]+=$word
        else
            last=$((last + 1))
            words[last]=$word
        fi
        rest=${rest#"${rest%%[![:space:]]*}"}
        rest=${rest#"$word"}
    done
    # What bash is about to replace is only what stands behind the last of these.
    typed=${COMP_WORDS[COMP_CWORD]}
    [[ $typed == *[!=:]* ]] || typed=
    prefix=${words[last]%"$typed"}
    answer=$("${words[0]}" __complete "${words[@]:1}" 2>/dev/null) || return
    while IFS= read -r line; do
        case $line in
            :0) compopt -o default ;;
            :6) compopt -o nospace ;;
            :*) ;;
            *)
                line=${line%%$'\t'*}
                COMPREPLY+=("${line#"$prefix"}")
                ;;
        esac
    done <<<"$answer"
}
complete -F _kubectl_etcdbr kubectl-etcdbr
