using BuyOrder.Local.Worker;

namespace BuyOrder.Testing.Hosting;

/// <summary>
/// A queue with the settlement of the real one: success completes the whole batch, anything else abandons the whole batch; what was
/// delivered ten times becomes a dead letter.
/// </summary>
internal sealed class HostQueue(HostedApp app)
{
    public const int MaxDeliveries = 10;

    private readonly List<(byte[] Body, int Deliveries)> waiting = [];

    public int Completed { get; private set; }

    public int DeadLetters { get; private set; }

    public int Deliveries { get; private set; }

    public void Send(params IEnumerable<byte[]> bodies) => waiting.AddRange(bodies.Select(body => (body, 0)));

    /// <summary>One delivery of everything that waits, as one batch.</summary>
    public async Task<InvocationResult> DeliverAsync()
    {
        var batch = waiting.Select(message => (message.Body, Deliveries: message.Deliveries + 1)).ToList();
        waiting.Clear();
        Deliveries++;
        var result = await app.Host.DeliverAsync(batch.Select(message => message.Body), batch[0].Deliveries);
        if (result.Succeeded)
        {
            Completed += batch.Count;
            return result;
        }
        DeadLetters += batch.Count(message => message.Deliveries == MaxDeliveries);
        waiting.AddRange(batch.Where(message => message.Deliveries < MaxDeliveries));
        return result;
    }
}
