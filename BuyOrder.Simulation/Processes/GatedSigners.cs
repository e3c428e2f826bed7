using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Signing;
using BuyOrder.Orders.Signing;
using BuyOrder.Testing.Model;

namespace BuyOrder.Simulation.Processes;

/// <summary>The vault as one process reaches it: each call may fail, before or after it was done.</summary>
internal sealed class GatedSigners(ModelVault vault, Gates gates, SimulatedProcess process) : ISigners
{
    public bool MaySignFor(ulong chainId) => true;

    public async ValueTask<ITransactionSigner> CurrentAsync(CancellationToken cancellation) =>
        await PassAsync("current key", () => ValueTask.FromResult(vault.Find(vault.Current.KeyId)));

    public async ValueTask<ITransactionSigner> ForKeyAsync(string keyId, CancellationToken cancellation) =>
        new GatedSigner(this, await PassAsync(keyId, () => ValueTask.FromResult(vault.Find(keyId))), vault);

    private async ValueTask<T> PassAsync<T>(string about, Func<ValueTask<T>> call)
    {
        switch (await gates.PassAsync(process, CallKind.Sign, about))
        {
            case Passage.Through:
                return await call();
            case Passage.DieAfter:
                await call();
                process.Die();
                return await new TaskCompletionSource<T>().Task;
            default:
                throw new SignerUnavailableException("The vault gave no answer.");
        }
    }

    private sealed class GatedSigner(GatedSigners signers, ModelKey key, ModelVault vault) : ITransactionSigner
    {
        public Address Address => key.Address;

        public string KeyId => key.KeyId;

        public ValueTask<Signature> SignAsync(Hash256 hash, CancellationToken cancellationToken) =>
            signers.PassAsync("sign", () => vault.Find(KeyId).SignAsync(hash, cancellationToken));
    }
}
