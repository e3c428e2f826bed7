using BuyOrder.Orders.Signing;

namespace BuyOrder.Testing.Model;

/// <summary>Where the key's versions are kept: which one is current, and which cannot be had.</summary>
internal sealed class ModelVault
{
    private readonly HashSet<string> disabled = [];

    public ModelKey Current { get; private set; } = ModelKey.Versions[0];

    public void Rotate() => Current = ModelKey.Versions[1 - Current.Version];

    public void Disable(ModelKey key) => disabled.Add(key.KeyId);

    public void EnableAll() => disabled.Clear();

    public ModelKey Find(string keyId) => disabled.Contains(keyId)
        ? throw new SignerUnavailableException($"{keyId} is disabled.")
        : ModelKey.Versions.Single(key => key.KeyId == keyId);
}
