package io.etcdbr.atrest;

/** Why a value that is encrypted at rest was not opened. */
public enum WhyClosed {
    /** No configuration was given. */
    NO_KEYS,
    /** One was given, but no key of it opens the value. */
    NONE_FITS,
    /** Its key is in no configuration: a key management service has it, or a provider that is not known here. */
    NOT_TO_BE_OPENED
}
