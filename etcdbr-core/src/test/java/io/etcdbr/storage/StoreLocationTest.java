package io.etcdbr.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreLocationTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://AKIA:hunter2@bucket/p",
                "s3://AKIA:hunter2@my_bucket/p",
                "s3://AKIA%3Ahunter2@my_bucket/p",
                "s3://AKIA:hunter2/x@bucket",
                "s3://AKIA:hunter2#x@bucket",
                "sftp://me:hunter2?x@host/d",
                "sftp://me:x?hunter2@host/d",
                "sftp://me:x#hunter2@host/d",
                "sftp://me:hunt@hunter2@my_host/d",
                "sftp:me:hunter2@host/d",
                "me:hunter2@host/d",
                "hunter2@host",
                "s3://bucket/p?hunter2",
                "s3://bucket/p?secret=hunter2&region",
                "s3://bucket/p?secret=hunter2#x",
                "s3://AKIA:hunter2 @bucket",
            })
    void whatIsRefusedIsToldWithoutWhatMayBeAPassword(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoreLocation.parse(text))
                .withNoCause()
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
    }

    @Test
    void aPasswordIsNamedAsWhatIsWrong() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoreLocation.parse("s3://AKIA:hunter2@my_bucket/p"))
                .withMessage(
                        "a store location must not hold a password: s3://AKIA:…@my_bucket; put it into a file and name"
                                + " that file in an option");
    }

    @Test
    void whatIsNoUrlIsShownAsFarAsItHoldsNoSecret() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoreLocation.parse("/mnt/backups"))
                .withMessageStartingWith("store location '/mnt/backups' is not a URL; expected ");
    }

    @Test
    void aHostWithAnUnderscoreHasAUserAndAPortLikeAnyOther() {
        StoreLocation location = StoreLocation.parse("sftp://me@my_host:2222/d/e/?known-hosts=/etc/x");
        assertThat(location.user()).contains("me");
        assertThat(location.host()).isEqualTo("my_host");
        assertThat(location.port()).hasValue(2222);
        assertThat(location).hasToString("sftp://me@my_host:2222/d/e");
        assertThat(location.option("known-hosts")).contains("/etc/x");
        assertThat(StoreLocation.parse("s3://my_bucket/p").host()).isEqualTo("my_bucket");
    }

    @Test
    void ordinaryLocationsAreTakenApart() {
        StoreLocation address = StoreLocation.parse("sftp://b@[fd00::1]:22/d");
        assertThat(address.host()).isEqualTo("[fd00::1]");
        assertThat(address.port()).hasValue(22);
        StoreLocation file = StoreLocation.parse("file:///mnt/a%20b/");
        assertThat(file.host()).isEmpty();
        assertThat(file.path()).isEqualTo("/mnt/a b");
        assertThat(file.user()).isEqualTo(Optional.empty());
        assertThat(file.port()).isEqualTo(OptionalInt.empty());
        assertThat(StoreLocation.parse("sftp://a+b@host/d").user()).contains("a+b");
    }
}
