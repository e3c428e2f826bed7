using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Local.Servers;

namespace BuyOrder.Local.Chain;

/// <summary>
/// Everything that brings the market of the local run about: two tokens, Uniswap v2, a pool at 50 ZAR per AZR, ZAR for the wallet.
/// All transactions are known before the first is sent, so that they go out together.
/// </summary>
internal sealed class DeploymentPlan
{
    public static readonly BigInteger PoolZar = 1_000_000_000 * Unit;
    public static readonly BigInteger PoolAzr = 20_000_000 * Unit;
    public static readonly BigInteger WalletZar = 100_000_000 * Unit;
    private static readonly BigInteger AzrSupply = 100_000_000 * Unit;

    private static readonly BigInteger NoDeadline = long.MaxValue;

    private const ulong CreationGas = 6_000_000;
    private const ulong CallGas = 4_000_000;

    private static readonly AbiFunction Mint = AbiFunction.Parse("mint(address to, uint256 value)");
    private static readonly AbiFunction Approve = AbiFunction.Parse("approve(address spender, uint256 value)");

    private static readonly AbiFunction AddLiquidity = AbiFunction.Parse(
        "addLiquidity(address tokenA, address tokenB, uint256 amountADesired, uint256 amountBDesired, "
        + "uint256 amountAMin, uint256 amountBMin, address to, uint256 deadline)");

    private readonly List<UnsignedTransaction> transactions = [];
    private readonly Address deployer;
    private readonly ulong firstNonce;

    private DeploymentPlan(Address deployer, ulong firstNonce) => (this.deployer, this.firstNonce) = (deployer, firstNonce);

    public IReadOnlyList<UnsignedTransaction> Transactions => transactions;

    public Address Azr { get; private set; }

    public Address Zar { get; private set; }

    public Address Factory { get; private set; }

    public Address Router { get; private set; }

    /// <summary>Tokens of the local chain have 18 decimals.</summary>
    private static BigInteger Unit => BigInteger.Pow(10, 18);

    public static DeploymentPlan Make(NodeTools tools, Address deployer, ulong nonce, Address wallet, LocalTokens tokens)
    {
        const string periphery = "@uniswap/v2-periphery";
        var plan = new DeploymentPlan(deployer, nonce);
        plan.Azr = plan.Create(ContractCode.Own(tools, tokens.Token), "uint256", AzrSupply);
        plan.Zar = plan.Create(ContractCode.Own(tools, tokens.Stablecoin), "");
        var weth = plan.Create(ContractCode.Published(tools, periphery, "WETH9"), "");
        plan.Factory = plan.Create(ContractCode.Published(tools, "@uniswap/v2-core", "UniswapV2Factory"), "address", deployer);
        plan.Router = plan.Create(ContractCode.Published(tools, periphery, "UniswapV2Router02"), "address,address", plan.Factory, weth);

        plan.Call(plan.Zar, Mint.Encode(deployer, PoolZar));
        plan.Call(plan.Zar, Mint.Encode(wallet, WalletZar));
        plan.Call(plan.Zar, Approve.Encode(plan.Router, PoolZar));
        plan.Call(plan.Azr, Approve.Encode(plan.Router, PoolAzr));
        plan.Call(plan.Router, AddLiquidity.Encode(plan.Zar, plan.Azr, PoolZar, PoolAzr, PoolZar, PoolAzr, deployer, NoDeadline));
        return plan;
    }

    private Address Create(byte[] code, string parameters, params ReadOnlySpan<object> arguments)
    {
        var address = AddressOfNext();
        byte[] data = [.. code, .. AbiParameters.Parse(parameters).Encode(arguments)];
        transactions.Add(new UnsignedTransaction(deployer, null, NextNonce(), CreationGas, data));
        return address;
    }

    private void Call(Address contract, byte[] data) =>
        transactions.Add(new UnsignedTransaction(deployer, contract, NextNonce(), CallGas, data));

    private ulong NextNonce() => firstNonce + (ulong)transactions.Count;

    /// <summary>A new contract's address follows from its creator and the creator's nonce (Yellow Paper, section 7).</summary>
    private Address AddressOfNext()
    {
        var creation = RlpItem.OfList(RlpItem.OfBytes(deployer.ToArray()), RlpItem.OfInteger(NextNonce()));
        return new Address(Keccak256.Compute(Rlp.Encode(creation)).ToArray().AsSpan(Hash256.Size - Address.Size));
    }
}
