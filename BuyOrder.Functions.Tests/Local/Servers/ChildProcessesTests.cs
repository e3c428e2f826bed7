using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using BuyOrder.Local.Servers;

namespace BuyOrder.Functions.Tests.Local.Servers;

public sealed class ChildProcessesTests
{
    private const string PidFileVariable = "CHILD_PROCESSES_TESTS_PID_FILE";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Children_end_with_their_owner()
    {
        var children = new ChildProcesses();
        var child = children.Start(Sleeper());

        await children.DisposeAsync();

        Assert.True(child.HasExited);
        Assert.False(IsRunning(child.Id));
    }

    [Fact]
    public async Task Children_end_when_their_owner_is_killed()
    {
        var pidFile = Path.GetTempFileName();
        await using var children = new ChildProcesses();
        var owner = children.Start(new ChildCommand(
            "owner", Path.Combine(AppContext.BaseDirectory, "BuyOrder.Functions.Tests"),
            ["-explicit", "only", "-method", $"{typeof(ChildProcessesTests).FullName}.{nameof(Owner_starts_a_child_and_is_killed)}"])
        {
            Environment = new Dictionary<string, string?> { [PidFileVariable] = pidFile },
        });

        await owner.Exited.WaitAsync(Patience, Cancellation);

        var pid = int.Parse(await File.ReadAllTextAsync(pidFile, Cancellation), CultureInfo.InvariantCulture);
        File.Delete(pidFile);
        await WaitForEndAsync(pid);
    }

    /// <summary>The part of the test above that runs in a process of its own.</summary>
    [Fact(Explicit = true)]
    public async Task Owner_starts_a_child_and_is_killed()
    {
        var ended = new ChildProcesses().Start(new ChildCommand("node", "node", ["--version"]));
        await ended.Exited;
        var child = new ChildProcesses().Start(Sleeper());
        await File.WriteAllTextAsync(Environment.GetEnvironmentVariable(PidFileVariable)!, $"{child.Id}", Cancellation);
        Assert.True(IsRunning(child.Id));

        Process.GetCurrentProcess().Kill();
    }

    [Fact]
    public async Task A_child_that_ends_early_is_told_with_its_last_words()
    {
        await using var children = new ChildProcesses();
        var child = children.Start(new ChildCommand("talker", "node", ["-e", "console.error('no luck'); process.exit(3)"]));

        var fault = await Assert.ThrowsAsync<ServerStartException>(() => child.WaitForLineAsync(_ => false, Patience, Cancellation));

        Assert.Contains("talker ended with exit code 3", fault.Message, StringComparison.Ordinal);
        Assert.Contains("no luck", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_child_that_does_not_become_ready_is_told_after_the_time_given()
    {
        await using var children = new ChildProcesses();
        var child = children.Start(Sleeper());

        var fault = await Assert.ThrowsAsync<ServerStartException>(
            () => child.WaitForLineAsync(_ => false, TimeSpan.FromMilliseconds(50), Cancellation));

        Assert.Contains("sleeper was not ready", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_goes_to_the_log_file_and_the_listener()
    {
        var log = Path.GetTempFileName();
        var heard = new List<string>();
        await using var children = new ChildProcesses();
        var child = children.Start(new ChildCommand("talker", "node", ["-e", "console.log('one'); console.log('two')"])
        {
            LogFile = log,
            OnLine = heard.Add,
        });

        var code = await child.Exited.WaitAsync(Patience, Cancellation);

        Assert.Equal(0, code);
        Assert.Equal(["one", "two"], heard);
        Assert.Equal(["one", "two"], await File.ReadAllLinesAsync(log, Cancellation));
        File.Delete(log);
    }

    [Fact]
    public async Task An_executable_that_does_not_exist_is_told_by_name()
    {
        await using var children = new ChildProcesses();

        var fault = Assert.Throws<ServerStartException>(() => children.Start(new ChildCommand("ghost", "no-such-executable", [])));

        Assert.StartsWith("ghost could not be started (no-such-executable)", fault.Message, StringComparison.Ordinal);
    }

    private static ChildCommand Sleeper() => new("sleeper", "node", ["-e", "setInterval(() => {}, 1000)"]);

    private static async Task WaitForEndAsync(int pid)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(Patience);
        while (IsRunning(pid))
            await Task.Delay(20, patience.Token);
    }

    /// <summary>A process that has ended stays in the table until its exit code is asked for, which the first process of a container may never do.</summary>
    private static bool IsRunning(int pid)
    {
        var status = $"/proc/{pid}/status";
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited && !(File.Exists(status) && File.ReadAllText(status).Contains("State:\tZ", StringComparison.Ordinal));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception or IOException)
        {
            return false;
        }
    }
}
