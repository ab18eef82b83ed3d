"""JAX: an optax optimizer, scanned over the steps, mapped over the learning rates, compiled."""

import os
import time
from importlib import import_module
from typing import Any

import numpy as np

from bench._peers import Missing, Prepared, Result, Work

NAME = "optax + jax.jit, vmap over rates"


def prepare(work: Work) -> Prepared:
    """Compile for these shapes."""
    os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
    try:
        jax: Any = import_module("jax")
        optax: Any = import_module("optax")
    except ImportError as error:
        raise Missing(f"{error.name} is not installed") from None
    jax.config.update("jax_enable_x64", True)
    jnp = jax.numpy

    def run(rate: Any) -> Any:
        optimizer = optax.adam(rate) if work.optimizer == "adam" else optax.sgd(rate)
        start = jnp.array(work.start)

        def step(carry: Any, _: None) -> Any:
            w, state = carry
            value, slope = jax.value_and_grad(work.loss)(w)
            updates, state = optimizer.update(slope, state, w)
            return (optax.apply_updates(w, updates), state), (w, value)

        (last, _), (points, losses) = jax.lax.scan(step, (start, optimizer.init(start)), None, work.steps)
        return jnp.concatenate((points, last[None])), jnp.append(losses, work.loss(last))

    rates = jnp.array(work.rates)
    begin = time.perf_counter()
    compiled = jax.jit(jax.vmap(run, out_axes=-1)).lower(rates).compile()
    compilation = time.perf_counter() - begin

    def call() -> Result:
        points, losses = jax.block_until_ready(compiled(rates))
        return np.asarray(points), np.asarray(losses)

    return Prepared(call, compilation=compilation)
