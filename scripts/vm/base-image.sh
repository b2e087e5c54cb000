#!/bin/sh
# Makes a Debian 12 with systemd in an empty directory: disk.img, vmlinuz and initrd.img.
set -eu
directory=$1 mirror=$2 node=$3
root=$directory/root

debootstrap --variant=minbase \
  --include=systemd,systemd-sysv,dbus,dbus-user-session,libpam-systemd,linux-image-cloud-amd64,initramfs-tools,procps,util-linux \
  bookworm "$root" "$mirror"

install -m 755 "$node" "$root/usr/local/bin/node"
# Fails here rather than in the machine where Debian 12 lacks what this node is linked with.
chroot "$root" node --version

# The drivers of this one machine: what the kernel unpacks at boot is a third of the default then.
printf '%s\n' virtio_pci virtio_blk ext4 >"$root/etc/initramfs-tools/modules"
echo MODULES=list >"$root/etc/initramfs-tools/conf.d/modules"
mount -t proc proc "$root/proc"
chroot "$root" update-initramfs -u
umount "$root/proc"

echo '/dev/vda / ext4 defaults 0 0' >"$root/etc/fstab"
echo vm >"$root/etc/hostname"
chroot "$root" useradd --create-home --shell /bin/sh pane
mkdir -p "$root/var/lib/systemd/linger"
touch "$root/var/lib/systemd/linger/pane"

cat >"$root/etc/systemd/system/suite.service" <<'UNIT'
[Unit]
Description=The suite on the second disk, told through a port of the machine
After=systemd-user-sessions.service
SuccessAction=poweroff-force
FailureAction=poweroff-force

[Service]
Type=oneshot
StandardError=journal+console
ExecStartPre=/bin/mkdir -p /opt/suite
ExecStartPre=/bin/tar -xf /dev/vdb -C /opt/suite
ExecStart=/bin/sh -c 'exec /bin/sh /opt/suite/test/vm/placements.sh </dev/null >/dev/virtio-ports/results 2>&1'

[Install]
WantedBy=multi-user.target
UNIT
chroot "$root" systemctl enable suite.service
# Work for a machine that lives longer than one suite.
chroot "$root" systemctl mask apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer \
  e2scrub_all.timer e2scrub_reap.service fstrim.timer serial-getty@ttyS0.service systemd-tmpfiles-clean.timer

cp "$root"/boot/vmlinuz-* "$directory/vmlinuz"
cp "$root"/boot/initrd.img-* "$directory/initrd.img"
rm -rf "$root"/boot/* "$root"/var/cache/apt "$root"/var/lib/apt/lists "$root"/usr/share/doc \
  "$root"/usr/share/locale "$root"/usr/share/man
truncate -s 2G "$directory/disk.img"
mkfs.ext4 -q -d "$root" "$directory/disk.img"
rm -rf "$root"
