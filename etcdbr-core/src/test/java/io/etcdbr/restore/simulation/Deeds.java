package io.etcdbr.restore.simulation;

import io.etcdbr.restore.Data;
import io.etcdbr.restore.Event;
import java.util.Optional;

/** The commands that change the node. Each line of a deed is done at once, and the next one later, or never. */
final class Deeds {
    private final Executor executor;
    private final Host host;
    private final World world;

    Deeds(Executor executor) {
        this.executor = executor;
        this.host = executor.host;
        this.world = executor.world;
    }

    private void later(Runnable deed) {
        executor.later(host.delay(5, 400), deed);
    }

    void stopApi() {
        later(() -> {
            host.apiManifest = false;
            host.controllersManifest = false;
            later(() -> {
                if (!host.apiManifest) {
                    host.killApi();
                }
                if (host.api || host.apiManifest) {
                    stopApi();
                } else {
                    executor.report(new Event.ApiStopped());
                }
            });
        });
    }

    void keepApiDown() {
        if (!world.weak.contains(Weakness.API_NOT_KEPT_DOWN)) {
            host.apiManifest = false;
            host.controllersManifest = false;
            host.killApi();
            executor.later(host.delay(250, 900), this::keepApiDown);
        }
    }

    void stopEtcd(Data running) {
        later(() -> {
            boolean stays = running == Data.OLD || world.weak.contains(Weakness.CHANGED_MANIFEST_NOT_SET_ASIDE);
            if (host.etcdManifestChanged && stays) {
                executor.report(new Event.ManifestChanged("somebody changed it"));
                stopEtcd(running);
                return;
            }
            takeEtcdManifestOut();
            later(() -> {
                if (!host.etcdManifest) {
                    host.killEtcd();
                }
                if (host.etcd.isPresent() || host.etcdManifest) {
                    stopEtcd(running);
                } else {
                    executor.report(new Event.EtcdStopped());
                }
            });
        });
    }

    private void takeEtcdManifestOut() {
        host.etcdManifest = false;
        host.etcdManifestChanged = false;
    }

    void swap(Data in) {
        later(() -> {
            if (host.etcdManifest || host.etcd.isPresent()) {
                takeEtcdManifestOut();
                host.killEtcd();
                swap(in);
            } else if (world.weak.contains(Weakness.SWAP_WITHOUT_INODES)) {
                Optional<Data> aside = host.member;
                host.member = in == Data.NEW
                        ? host.newFolder.or(() -> host.oldFolder)
                        : host.oldFolder.or(() -> host.newFolder);
                host.newFolder = Optional.empty();
                host.oldFolder = aside;
                executor.later(host.delay(5, 2000), () -> executor.report(new Event.Swapped(in)));
            } else {
                rename(in);
            }
        });
    }

    /** The next rename of the table of section 4. */
    private void rename(Data in) {
        String picture = letter(host.member) + letter(host.newFolder) + letter(host.oldFolder);
        world.say(host, "swap for " + in + " finds " + picture);
        boolean done = picture.equals(in == Data.NEW ? "n-o" : "on-");
        if (host.refusesRenames && !done) {
            // The executor says so after some tries only if nothing was ever moved.
            if (in == Data.NEW && picture.equals("on-") && world.chance(0.3)) {
                executor.report(new Event.SwapRefused("the disk refuses"));
            } else {
                executor.later(host.delay(500, 900), () -> swap(in));
            }
            return;
        }
        switch (picture) {
            case "on-" ->
                forward(in, () -> {
                    if (host.exchanges) {
                        host.member = Optional.of(Data.NEW);
                        host.newFolder = Optional.of(Data.OLD);
                    } else {
                        host.member = Optional.empty();
                        host.oldFolder = Optional.of(Data.OLD);
                    }
                });
            case "-no" ->
                step(in, () -> {
                    host.newFolder = in == Data.NEW ? Optional.empty() : host.newFolder;
                    host.oldFolder = in == Data.NEW ? host.oldFolder : Optional.empty();
                    host.member = Optional.of(in);
                });
            case "no-" ->
                step(in, () -> {
                    if (in == Data.NEW) {
                        host.newFolder = Optional.empty();
                        host.oldFolder = Optional.of(Data.OLD);
                    } else {
                        host.member = Optional.of(Data.OLD);
                        host.newFolder = Optional.of(Data.NEW);
                    }
                });
            case "n-o" ->
                backward(in, () -> {
                    if (host.exchanges) {
                        host.oldFolder = Optional.empty();
                        host.newFolder = Optional.of(Data.OLD);
                    } else {
                        host.member = Optional.empty();
                        host.newFolder = Optional.of(Data.NEW);
                    }
                });
            case "o--" ->
                executor.report(
                        in == Data.NEW
                                ? new Event.SwapRefused("the staged data is gone")
                                : new Event.SwapUnclear("the new data is gone"));
            default -> executor.report(new Event.SwapUnclear("found " + picture));
        }
    }

    private void forward(Data in, Runnable rename) {
        if (in == Data.OLD) {
            executor.report(new Event.Swapped(in));
        } else {
            step(in, rename);
        }
    }

    private void backward(Data in, Runnable rename) {
        if (in == Data.NEW) {
            executor.report(new Event.Swapped(in));
        } else {
            step(in, rename);
        }
    }

    private void step(Data in, Runnable rename) {
        rename.run();
        swap(in);
    }

    private static String letter(Optional<Data> data) {
        return data.map(which -> which == Data.OLD ? "o" : "n").orElse("-");
    }

    void startEtcd(Data with) {
        later(() -> {
            if (host.member.filter(with::equals).isEmpty() && !world.weak.contains(Weakness.START_WITHOUT_VERIFYING)) {
                executor.report(new Event.EtcdRefused(with + " is not in place"));
                return;
            }
            boolean refused = with == Data.NEW || world.weak.contains(Weakness.CHANGED_MANIFEST_REFUSED);
            if (host.etcdManifestChanged && refused) {
                executor.report(new Event.EtcdRefused("another manifest is in place"));
                return;
            }
            host.etcdManifest = true;
            host.kubelet();
            later(() -> executor.report(new Event.EtcdStarted(with)));
        });
    }

    void startApi() {
        later(() -> {
            host.apiManifest = true;
            host.kubelet();
            awaitReady();
        });
    }

    private void awaitReady() {
        executor.later(host.delay(300, 1500), () -> {
            if (host.apiServes(Data.NEW)) {
                new Questions(executor).writeApi();
            } else {
                awaitReady();
            }
        });
    }

    void startControllers() {
        later(() -> {
            host.controllersManifest = true;
            executor.report(new Event.ControllersStarted());
        });
    }

    void awaitOldLeader() {
        executor.later(host.delay(250, 2000), () -> {
            if (world.old.hasQuorum(host)) {
                executor.report(new Event.OldLeaderSeen());
            }
            awaitOldLeader();
        });
    }

    void putManifestsBack() {
        later(() -> {
            host.apiManifest = true;
            host.kubelet();
            later(() -> {
                host.controllersManifest = true;
                executor.report(new Event.ManifestsBack());
            });
        });
    }

    void leave() {
        later(() -> {
            host.executorManifest = false;
            host.executor = Optional.empty();
            executor.kill();
        });
    }
}
