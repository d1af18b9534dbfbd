package io.etcdbr.storage.sftp;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.schmizz.concurrent.Promise;
import net.schmizz.sshj.connection.channel.direct.SessionFactory;
import net.schmizz.sshj.sftp.FileAttributes;
import net.schmizz.sshj.sftp.OpenMode;
import net.schmizz.sshj.sftp.PacketType;
import net.schmizz.sshj.sftp.Request;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.Response.StatusCode;
import net.schmizz.sshj.sftp.SFTPEngine;
import net.schmizz.sshj.sftp.SFTPException;

/** SFTP version 3 with OpenSSH's extensions, which sshj does not speak itself (openssh-portable, file PROTOCOL, section 4). */
final class SftpSession extends SFTPEngine {
    /** What every server must take (draft-ietf-secsh-filexfer-02, section 3). */
    private static final int SMALLEST_PAYLOAD = 32 * 1024;
    /** More gains nothing. */
    private static final int LARGEST_PAYLOAD = 255 * 1024;
    /** One read of a directory gives about a hundred names; several at once hide the way to the server and back. */
    private static final int READS_AHEAD = 8;

    /** Goes before each request, in bytes. */
    private static final int LENGTH = 4;
    /** Nanoseconds after which a window that has not grown is taken for one that does not. */
    private static final long FULL_WINDOW = TimeUnit.MILLISECONDS.toNanos(200);

    private int writePayload = SMALLEST_PAYLOAD;

    SftpSession(SessionFactory ssh) throws IOException {
        super(ssh);
    }

    @Override
    public SftpSession init() throws IOException {
        super.init();
        if (supportsServerExtension("limits", "openssh.com")) {
            Response limits = answer(newExtendedRequest("limits@openssh.com"), PacketType.EXTENDED_REPLY);
            limits.readUInt64(); // packet
            limits.readUInt64(); // read
            writePayload = Math.clamp(limits.readUInt64(), SMALLEST_PAYLOAD, LARGEST_PAYLOAD);
        }
        return this;
    }

    /** How many bytes one write request may carry. */
    int writePayload() {
        return writePayload;
    }

    SftpFile openFile(String path, Set<OpenMode> modes, FileAttributes attributes) throws IOException {
        Request request = newRequest(PacketType.OPEN)
                .putString(path, sub.getRemoteCharset())
                .putUInt32(OpenMode.toMask(modes))
                .putFileAttributes(attributes);
        return new SftpFile(this, path, answer(request, PacketType.HANDLE).readBytes());
    }

    SftpFile openToRead(String path) throws IOException {
        return openFile(path, EnumSet.of(OpenMode.READ), FileAttributes.EMPTY);
    }

    /** Gives {@code from} a second name; fails if that name is taken. */
    void hardLink(String from, String to) throws IOException {
        Request request = newExtendedRequest("hardlink@openssh.com")
                .putString(from, sub.getRemoteCharset())
                .putString(to, sub.getRemoteCharset());
        answer(request, PacketType.STATUS).ensureStatusIs(StatusCode.OK);
    }

    FileSystemState fileSystemOf(String path) throws IOException {
        Response reply = answer(
                newExtendedRequest("statvfs@openssh.com").putString(path, sub.getRemoteCharset()),
                PacketType.EXTENDED_REPLY);
        reply.readUInt64(); // the preferred block size, which the counts are not in
        long block = reply.readUInt64();
        long blocks = reply.readUInt64();
        reply.readUInt64(); // free blocks, with those kept for root
        long available = reply.readUInt64();
        long inodes = reply.readUInt64();
        reply.readUInt64(); // free inodes
        long inodesAvailable = reply.readUInt64();
        reply.readRawBytes(new byte[8]); // id
        long flags = reply.readUInt64();
        return new FileSystemState(
                available * block, blocks * block, inodes > 0 && inodesAvailable == 0, (flags & 1) != 0);
    }

    /** The names in a directory, without {@code .} and {@code ..}, with their attributes. */
    List<Entry> entries(String path) throws IOException {
        Request open = newRequest(PacketType.OPENDIR).putString(path, sub.getRemoteCharset());
        byte[] handle = answer(open, PacketType.HANDLE).readBytes();
        List<Entry> entries = new ArrayList<>();
        Queue<Promise<Response, SFTPException>> underWay = new ArrayDeque<>();
        boolean more = true;
        while (more || !underWay.isEmpty()) {
            while (more && underWay.size() < READS_AHEAD) {
                underWay.add(request(newRequest(PacketType.READDIR).putString(handle)));
            }
            more &= readNames(await(underWay.remove()), entries);
        }
        answer(newRequest(PacketType.CLOSE).putString(handle), PacketType.STATUS);
        return entries;
    }

    private boolean readNames(Response response, List<Entry> entries) throws IOException {
        if (response.getType() == PacketType.STATUS) {
            response.ensureStatusIs(StatusCode.EOF);
            return false;
        }
        response.ensurePacketTypeIs(PacketType.NAME);
        int count = response.readUInt32AsInt();
        for (int i = 0; i < count; i++) {
            String name = response.readString(sub.getRemoteCharset());
            response.readStringAsBytes(); // the line that ls would print
            FileAttributes attributes = response.readFileAttributes();
            if (!name.equals(".") && !name.equals("..")) {
                entries.add(new Entry(name, attributes));
            }
        }
        return true;
    }

    /**
     * Waits for room in the server's window first. sshj waits for it too, but holding a lock that its other thread wants when that learns of a
     * broken connection ({@code ChannelOutputStream.notifyError}): nobody would hear of it before the time is up.
     */
    @Override
    public Promise<Response, SFTPException> request(Request request) throws IOException {
        awaitRoom(LENGTH + request.available());
        return super.request(request);
    }

    private void awaitRoom(long bytes) throws IOException {
        long now = System.nanoTime();
        long end = now + TimeUnit.MILLISECONDS.toNanos(getTimeoutMs());
        long room = sub.getRemoteWinSize();
        long since = now;
        // A window that is smaller than a request takes it piece by piece.
        while (room < bytes && sub.isOpen() && (room == 0 || now - since < FULL_WINDOW)) {
            if (now - end > 0) {
                throw new IOException("the server takes no more", new TimeoutException());
            }
            try {
                TimeUnit.MILLISECONDS.sleep(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
            now = System.nanoTime();
            long before = room;
            room = sub.getRemoteWinSize();
            since = room == before ? since : now;
        }
    }

    Response answer(Request request, PacketType expected) throws IOException {
        return await(request(request)).ensurePacketTypeIs(expected);
    }

    Response await(Promise<Response, SFTPException> promise) throws SFTPException {
        return promise.retrieve(getTimeoutMs(), TimeUnit.MILLISECONDS);
    }

    record Entry(String name, FileAttributes attributes) {}

    /** @param available bytes that this user may still write */
    record FileSystemState(long available, long total, boolean outOfInodes, boolean readOnly) {}
}
