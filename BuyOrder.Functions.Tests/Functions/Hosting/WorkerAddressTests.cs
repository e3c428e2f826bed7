namespace BuyOrder.Functions.Tests.Functions.Hosting;

/// <summary>Where the worker of the built app can be reached.</summary>
[Collection(nameof(SharedApp))]
public sealed class WorkerAddressTests(AppFixture running)
{
    /// <summary>Of either version of the protocol, as the system writes them.</summary>
    private static readonly string[] Loopbacks = ["0100007F", "00000000000000000000000001000000"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Worker_listens_on_the_loopback_interface_only()
    {
        // The system writes its table piece by piece: while other sockets come and go, one that listens all the time can be left out.
        var addresses = await ListeningAddressesAsync(running.App.Process.Id);
        for (var look = 1; addresses.Count == 0 && look < 100; look++)
        {
            await Task.Delay(50, Cancellation);
            addresses = await ListeningAddressesAsync(running.App.Process.Id);
        }

        Assert.NotEmpty(addresses);
        Assert.All(addresses, address => Assert.Contains(address, Loopbacks));
    }

    /// <summary>Local addresses, as the system writes them, of the TCP sockets on which a process listens.</summary>
    private static async Task<List<string>> ListeningAddressesAsync(int process)
    {
        const string Listening = "0A";
        var sockets = Directory.GetFiles($"/proc/{process}/fd")
            .Select(TargetOf)
            .OfType<string>().Where(target => target.StartsWith("socket:[", StringComparison.Ordinal))
            .Select(target => target["socket:[".Length..^1]).ToHashSet();
        var addresses = new List<string>();
        foreach (var table in new[] { "tcp", "tcp6" })
        {
            foreach (var line in (await File.ReadAllLinesAsync($"/proc/{process}/net/{table}", Cancellation)).Skip(1))
            {
                var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (columns[3] == Listening && sockets.Contains(columns[9]))
                    addresses.Add(columns[1].Split(':')[0]);
            }
        }
        return addresses;
    }

    /// <summary>Null: the process has closed it since it was listed.</summary>
    private static string? TargetOf(string descriptor)
    {
        try
        {
            return File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.Name;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
