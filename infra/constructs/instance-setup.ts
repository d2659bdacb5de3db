import { MultipartBody, MultipartUserData, UserData } from 'aws-cdk-lib/aws-ec2';
import { WORKER_UID } from './container.ts';

/** Where the fast disk of an instance is mounted; tasks have it as `/scratch`. */
export const INSTANCE_SCRATCH = '/scratch';

const SCRIPT = '/usr/local/sbin/fanout-scratch';
const UNIT = '/etc/systemd/system/fanout-scratch.service';

/** Runs it at every boot, and not only at the first (AWS re:Post, "user data ... at every restart"). */
const EACH_BOOT = '#cloud-config\ncloud_final_modules:\n- [scripts-user, always]\n';

/**
 * An empty script for an instance. One of a warm pool is stopped when it has been started, and nobody waits until its script
 * has ended: so it runs at each boot.
 */
export function instanceUserData({ warmPool }: { readonly warmPool: boolean }): UserData {
  const script = UserData.forLinux();
  if (!warmPool) return script;
  const parts = new MultipartUserData();
  parts.addPart(MultipartBody.fromRawBody({ contentType: 'text/cloud-config; charset="utf-8"', body: EACH_BOOT }));
  parts.addUserDataPart(script, MultipartBody.SHELL_SCRIPT, true);
  return parts;
}

/**
 * What an instance does before its ECS agent takes tasks: settings of the agent, and the NVMe disk as scratch space. A stopped
 * instance loses that disk, so it is made anew at each boot. Without such a disk, scratch space is on the root volume. All of it
 * may run again.
 *
 * @returns lines of bash
 */
export function instanceSetup({ warmPool }: { readonly warmPool: boolean }): string[] {
  return [
    'set -euo pipefail',
    ...agentSettings(warmPool).map((setting) => `echo ${setting} >> /etc/ecs/ecs.config`),
    `cat > ${SCRIPT} <<'END'`,
    '#!/bin/bash',
    'set -euo pipefail',
    "disk=$(lsblk --nodeps --noheadings --output PATH,MODEL | awk '/Instance Storage/ {print $1; exit}')",
    `mkdir -p ${INSTANCE_SCRATCH}`,
    `if [ -n "$disk" ] && ! mountpoint -q ${INSTANCE_SCRATCH}; then`,
    '  blkid "$disk" > /dev/null || mkfs.xfs -q "$disk"',
    `  mount -o noatime,nodev,nosuid "$disk" ${INSTANCE_SCRATCH}`,
    'fi',
    `chown ${WORKER_UID}:${WORKER_UID} ${INSTANCE_SCRATCH}`,
    `chmod 700 ${INSTANCE_SCRATCH}`,
    'END',
    `chmod 755 ${SCRIPT}`,
    `cat > ${UNIT} <<'END'`,
    '[Unit]',
    'Description=Scratch space of transcode workers',
    'Before=ecs.service docker.service',
    '[Service]',
    'Type=oneshot',
    'RemainAfterExit=yes',
    `ExecStart=${SCRIPT}`,
    '[Install]',
    'WantedBy=multi-user.target',
    'END',
    'systemctl enable --now fanout-scratch.service',
  ];
}

function agentSettings(warmPool: boolean): string[] {
  return [
    // No task reaches the credentials of its instance.
    'ECS_AWSVPC_BLOCK_IMDS=true',
    'ECS_DISABLE_PRIVILEGED=true',
    // Two minutes before a Spot instance is taken away, its tasks are told. The construct's own property for it is only for groups
    // with a Spot price of their own.
    'ECS_ENABLE_SPOT_INSTANCE_DRAINING=true',
    'ECS_IMAGE_PULL_BEHAVIOR=prefer-cached',
    'ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION=10m',
    ...(warmPool ? ['ECS_WARM_POOLS_CHECK=true'] : []),
  ];
}
