using BuyOrder.Domain;

namespace BuyOrder.Functions.Hosting;

/// <summary>How the process ends. It never ends with 0: the host would not start it again and fail every call from then on.</summary>
internal sealed class ProcessEnd(IHostApplicationLifetime lifetime)
{
    /// <summary>Wrong settings, or a storage that belongs to other settings.</summary>
    public const int Refused = 1;

    /// <summary>Another process has the port that the worker's HTTP extension chose: the next start chooses another one. A shell's "try again".</summary>
    public const int PortTaken = 75;

    /// <summary>The process was asked to stop: 128 + SIGTERM, as a shell would say it.</summary>
    public const int Stopped = 143;

    private volatile string? refusal;

    public int ExitCode => refusal is null ? Stopped : Refused;

    /// <summary>One line for the operator on the way out; null when nothing was refused.</summary>
    public string? Refusal => refusal;

    public void Refuse(string reason)
    {
        refusal = reason;
        lifetime.StopApplication();
    }

    /// <summary>One line on standard error for each wrong setting, before anything was started.</summary>
    public static int Refuse(IEnumerable<SettingFault> faults)
    {
        foreach (var fault in faults)
            Console.Error.WriteLine($"Wrong setting: {fault}");
        return Refused;
    }
}
