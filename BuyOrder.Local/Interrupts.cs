using System.Runtime.InteropServices;

namespace BuyOrder.Local;

/// <summary>Turns Ctrl-C and its kin into a cancellation, so that all that runs is taken down in order.</summary>
internal sealed class Interrupts : IDisposable
{
    private static readonly PosixSignal[] Signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];
    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations = [];

    private readonly Task parentWatch;

    public Interrupts()
    {
        registrations.AddRange(Signals.Select(signal => PosixSignalRegistration.Create(signal, Cancel)));
        parentWatch = ParentWatch.WatchAsync(source);
    }

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        source.Cancel();
        parentWatch.ContinueWith(_ => source.Dispose(), TaskScheduler.Default);
    }

    private void Cancel(PosixSignalContext context)
    {
        context.Cancel = true;
        source.Cancel();
    }
}
