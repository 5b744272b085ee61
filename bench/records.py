#!/usr/bin/env python3
"""Times `draft` with records on a branch of a local remote, and prints the rows of the table in docs/performance.md.
Usage: bench/records.py BINARY COUNT... Needs git; the remote is asked by file://, the service is the binary's sandbox."""
import glob, os, re, shutil, socket, statistics, subprocess, sys, tempfile, time, urllib.request

binary = os.path.realpath(sys.argv[1])
here = os.path.dirname(os.path.realpath(__file__))
scratch = tempfile.mkdtemp()
with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
url = f"http://127.0.0.1:{port}"
env = {"PATH": os.environ["PATH"], "HOME": scratch, "OT_API_TOKEN": "ot_pat_demo", "OT_API_BASE_URL": url}
remote = f"{scratch}/remote.git"


def git(*args):
    author = ["-c", "user.name=t", "-c", "user.email=t@t"]
    subprocess.run(["git", *author, *args], check=True, env=env, capture_output=True)


def serve():
    """A service and a remote that know nothing yet."""
    process = subprocess.Popen([binary, "sandbox", "--port", str(port)], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while True:
        try:
            urllib.request.urlopen(f"{url}/sandbox").read()
            break
        except OSError:
            time.sleep(0.02)
    shutil.rmtree(remote, ignore_errors=True)
    git("init", "--bare", "--initial-branch=main", remote)
    git("-C", remote, "config", "uploadpack.allowFilter", "true")
    git("init", "--initial-branch=main", f"{scratch}/seed{process.pid}")
    git("-C", f"{scratch}/seed{process.pid}", "commit", "--allow-empty", "-m", "first")
    git("-C", f"{scratch}/seed{process.pid}", "push", remote, "main")
    return process


def clone(*args):
    shutil.rmtree(f"{scratch}/clone", ignore_errors=True)
    git("clone", "--depth=1", *args, f"file://{remote}", f"{scratch}/clone")
    shutil.copytree(f"{scratch}/jobs", f"{scratch}/clone/jobs")


def draft():
    """The seconds of a draft, the calls of git, and those of them that ask the remote."""
    command = [binary, "draft", "-vv", "--records", "git:records", "--namespace", "bench/records"]
    start = time.monotonic()
    run = subprocess.run(command, cwd=f"{scratch}/clone", env=env, capture_output=True, text=True)
    took = time.monotonic() - start
    assert run.returncode == 0, run.stderr[-2000:]
    calls = re.findall(r"^git .*\b(\d+ ms)\)$", run.stderr, re.M)
    asked = re.findall(r"^git (?:-c \S+ )?(?:ls-remote|fetch|push) ", run.stderr, re.M)
    return took, len(calls), len(asked)


def edit(number):
    path = sorted(glob.glob(f"{scratch}/clone/jobs/**/*.yml", recursive=True))[0]
    with open(path) as file:
        text = file.read()
    with open(path, "w") as file:
        file.write(re.sub("jobTitle: .*", f"jobTitle: Edited {number}", text))


def row(count, what, runs):
    seconds, calls, asked = zip(*runs)
    print(f"| {count:,} | {what} | {statistics.median(seconds):.2f} s | {max(calls)} | {max(asked)} |", flush=True)


def measure(count):
    shutil.rmtree(f"{scratch}/jobs", ignore_errors=True)
    subprocess.run(["python3", f"{here}/definitions.py", f"{scratch}/jobs", str(count)], check=True)
    service, runs = None, []
    for _ in range(3):
        if service:
            service.kill()
            service.wait()
        service = serve()
        clone()
        runs.append(draft())
    row(count, "first draft", runs)
    for what, args in [("at rest, shallow clone", []), ("at rest, `blob:none` clone", ["--filter=blob:none"])]:
        runs = []
        for _ in range(3):
            clone(*args)
            runs.append(draft())
        row(count, what, runs)
    runs = []
    for number in range(3):
        clone()
        edit(number)
        runs.append(draft())
    row(count, "one edit, shallow clone", runs)
    service.kill()
    service.wait()


print("| records | what | time | calls of git | of them to the remote |\n| --- | --- | --- | --- | --- |")
for argument in sys.argv[2:]:
    measure(int(argument))
shutil.rmtree(scratch)
