package io.etcdbr.kubectl.operation;

import io.etcdbr.topology.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/** An amount of memory, as Kubernetes writes it. */
record Memory(BigDecimal bytes) {
    private static final BigDecimal MEBIBYTE = new BigDecimal(1 << 20);

    static Memory mebibytes(int count) {
        return new Memory(MEBIBYTE.multiply(new BigDecimal(count)));
    }

    /** Empty if Kubernetes would not understand it either. */
    static Optional<Memory> parse(String text) {
        return Quantity.parse(text).map(quantity -> new Memory(quantity.value()));
    }

    Memory times(int factor) {
        return new Memory(bytes.multiply(new BigDecimal(factor)));
    }

    Memory atLeast(Memory other) {
        return new Memory(bytes.max(other.bytes));
    }

    /** In mebibytes, rounded up. */
    String text() {
        return bytes.divide(MEBIBYTE, 0, RoundingMode.CEILING).toBigInteger() + "Mi";
    }
}
